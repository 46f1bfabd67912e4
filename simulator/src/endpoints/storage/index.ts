import { allocate, listContent } from "./content.ts";
import {
  createDefinition,
  deleteDefinition,
  listDefinitions,
  readDefinition,
  updateDefinition,
} from "./definitions.ts";
import { listBackupFiles } from "./file-restore.ts";
import { pruneBackups, pruneDryRun } from "./prune-backups.ts";
import { scanExports, scanIndex, scanPools, scanShares, scanThinPools, scanVolumeGroups } from "./scan.ts";
import { listStorages, storageHistory, storageIndex, storageStatus } from "./status.ts";
import { upload } from "./upload.ts";
import { changeVolume, copyVolume, readVolume, removeVolume } from "./volume.ts";

export const storage = [
  ...[listDefinitions, readDefinition, createDefinition, updateDefinition, deleteDefinition],
  ...[listStorages, storageIndex, storageStatus, storageHistory],
  ...[listContent, allocate, readVolume, changeVolume, removeVolume, copyVolume, upload],
  ...[pruneDryRun, pruneBackups, listBackupFiles],
  ...[scanIndex, scanVolumeGroups, scanThinPools, scanPools, scanExports, scanShares],
];
