import { allocate, changeVolume, listContent, readVolume, removeVolume } from "./content.ts";
import { listDefinitions, readDefinition } from "./definitions.ts";
import { listStorages, storageStatus } from "./status.ts";
import { upload } from "./upload.ts";

export const storage = [
  ...[listDefinitions, readDefinition],
  ...[listStorages, storageStatus],
  ...[listContent, allocate, readVolume, changeVolume, removeVolume, upload],
];
