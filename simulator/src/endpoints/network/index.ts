import { applyNetwork, createInterface, deleteInterface, revertNetwork, updateInterface } from "./change.ts";
import { listInterfaces, readInterface } from "./read.ts";

export const network = [
  listInterfaces,
  readInterface,
  createInterface,
  updateInterface,
  deleteInterface,
  applyNetwork,
  revertNetwork,
];
