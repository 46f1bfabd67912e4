import { createPool, deletePool, deletePoolByPath, updatePool, updatePoolByPath } from "./change.ts";
import { listPools, readPool } from "./read.ts";

export const poolEndpoints = [
  ...[listPools, readPool, createPool],
  ...[updatePool, updatePoolByPath, deletePool, deletePoolByPath],
];
