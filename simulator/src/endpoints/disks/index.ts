import { diskIndex, initGpt, listDisks, readSmart, wipeDisk } from "./disks.ts";
import { listDirectories, listPools, listThinPools, listVolumeGroups, readPool } from "./groups.ts";
import { createOf, createPool, removeOf } from "./make.ts";

export const disks = [
  diskIndex,
  listDisks,
  readSmart,
  initGpt,
  wipeDisk,
  listPools,
  readPool,
  createPool,
  removeOf("zfs"),
  listVolumeGroups,
  createOf("lvm"),
  removeOf("lvm"),
  listThinPools,
  createOf("lvmthin"),
  removeOf("lvmthin"),
  listDirectories,
  createOf("directory"),
  removeOf("directory"),
];
