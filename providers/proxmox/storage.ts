import { bool, optionalOrComputed, required, set, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

/** What every storage says. Without `nodes` all of them have it. */
const everyStorage = {
  id: required(string),
  content: optionalOrComputed(set(string)),
  nodes: optionalOrComputed(set(string)),
} as const;

const directoryStorageTable = {
  ...everyStorage,
  /** Absolute. A changed one replaces the storage. */
  path: required(string),
  /** Whether all nodes see the same files. @default true, which is wrong for a disk of a node */
  shared: optionalOrComputed(bool),
} as const;

const zfsStorageTable = {
  ...everyStorage,
  /** Pool or dataset. A changed one replaces the storage. */
  zfsPool: required(string),
} as const;

const thinStorageTable = {
  ...everyStorage,
  volumeGroup: required(string),
  thinPool: required(string),
} as const;

/** A folder of a node as a storage. */
export class DirectoryStorage extends resourceOf("proxmox_storage_directory", directoryStorageTable) {}

/** A ZFS pool as a storage of disks. */
export class ZfsStorage extends resourceOf("proxmox_storage_zfspool", zfsStorageTable) {}

/** A thin pool of LVM as a storage of disks. */
export class ThinStorage extends resourceOf("proxmox_storage_lvmthin", thinStorageTable) {}
