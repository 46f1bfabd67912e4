import { allocate, changeVolume, listContent, readVolume, removeVolume } from "./content.ts";
import {
  createDefinition,
  deleteDefinition,
  listDefinitions,
  readDefinition,
  updateDefinition,
} from "./definitions.ts";
import { listStorages, storageStatus } from "./status.ts";
import { upload } from "./upload.ts";

export const storage = [
  ...[listDefinitions, readDefinition, createDefinition, updateDefinition, deleteDefinition],
  ...[listStorages, storageStatus],
  ...[listContent, allocate, readVolume, changeVolume, removeVolume, upload],
];
