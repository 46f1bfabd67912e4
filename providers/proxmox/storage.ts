import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { bool, type Config, optionalOrComputed, required, set, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

/** What every storage says. Without `nodes` all of them have it. */
const everyStorage = {
  id: required(string),
  content: optionalOrComputed(set(string)),
  nodes: optionalOrComputed(set(string)),
} as const;

export const directoryStorageTable = {
  ...everyStorage,
  /** Absolute. A changed one replaces the storage. */
  path: required(string),
  /** Whether all nodes see the same files. @default true, which is wrong for a disk of a node */
  shared: optionalOrComputed(bool),
} as const;

export const zfsStorageTable = {
  ...everyStorage,
  /** Pool or dataset. A changed one replaces the storage. */
  zfsPool: required(string),
} as const;

export const thinStorageTable = {
  ...everyStorage,
  volumeGroup: required(string),
  thinPool: required(string),
} as const;

/** A folder of a node as a storage. */
export class DirectoryStorage extends Resource<typeof directoryStorageTable> {
  static readonly binding: ResourceBinding<typeof directoryStorageTable> = {
    type: "proxmox_storage_directory",
    provider: proxmox,
    table: directoryStorageTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof directoryStorageTable> & ResourceOptions) {
    super(scope, id, DirectoryStorage.binding, config);
  }
}

/** A ZFS pool as a storage of disks. */
export class ZfsStorage extends Resource<typeof zfsStorageTable> {
  static readonly binding: ResourceBinding<typeof zfsStorageTable> = {
    type: "proxmox_storage_zfspool",
    provider: proxmox,
    table: zfsStorageTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof zfsStorageTable> & ResourceOptions) {
    super(scope, id, ZfsStorage.binding, config);
  }
}

/** A thin pool of LVM as a storage of disks. */
export class ThinStorage extends Resource<typeof thinStorageTable> {
  static readonly binding: ResourceBinding<typeof thinStorageTable> = {
    type: "proxmox_storage_lvmthin",
    provider: proxmox,
    table: thinStorageTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof thinStorageTable> & ResourceOptions) {
    super(scope, id, ThinStorage.binding, config);
  }
}
