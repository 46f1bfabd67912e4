/** The options of a storage: what each may be, and which type takes which. Source: `properties` and `options` of the plugins of pve-storage. */
import "./formats.ts";
import { storageId } from "../schema/common.ts";
import { boolean, choice, type Fields, formatted, integer, keyed, number, optional, string } from "../schema/schema.ts";
import type { StorageType } from "./slices.ts";

/** Types that Proxmox knows; those that are not simulated are refused. */
export const knownTypes = [
  "btrfs",
  "cephfs",
  "cifs",
  "dir",
  "esxi",
  "iscsi",
  "iscsidirect",
  "lvm",
  "lvmthin",
  "nfs",
  "pbs",
  "rbd",
  "zfs",
  "zfspool",
] as const;

const rate = () => optional(number({ minimum: 0 }));
const text = () => optional(string());
const flag = () => optional(boolean());

/** Settable when a storage is made and later. */
const changeable = {
  blocksize: text(),
  bwlimit: optional(keyed({ clone: rate(), default: rate(), migration: rate(), move: rate(), restore: rate() })),
  comstar_hg: text(),
  comstar_tg: text(),
  content: optional(formatted("pve-storage-content-list")),
  "content-dirs": optional(formatted("pve-dir-override-list")),
  "create-base-path": flag(),
  "create-subdirs": flag(),
  "data-pool": text(),
  disable: flag(),
  domain: optional(string({ maxLength: 256 })),
  "encryption-key": text(),
  fingerprint: optional(string({ pattern: "([A-Fa-f0-9]{2}:){31}[A-Fa-f0-9]{2}" })),
  format: optional(choice("raw", "qcow2", "subvol", "vmdk")),
  "fs-name": optional(formatted("pve-configid")),
  fuse: flag(),
  is_mountpoint: text(),
  keyring: text(),
  krbd: flag(),
  lio_tpg: text(),
  "master-pubkey": text(),
  "max-protected-backups": optional(integer({ minimum: -1 })),
  mkdir: flag(),
  monhost: optional(formatted("pve-storage-portal-dns-list")),
  mountpoint: optional(formatted("pve-storage-path")),
  namespace: text(),
  nocow: flag(),
  nodes: optional(formatted("pve-node-list")),
  nowritecache: flag(),
  options: optional(formatted("pve-storage-options")),
  password: optional(string({ maxLength: 256 })),
  pool: text(),
  port: optional(integer({ minimum: 1, maximum: 65_535 })),
  preallocation: optional(choice("off", "metadata", "falloc", "full")),
  "prune-backups": optional(formatted("prune-backups")),
  saferemove: flag(),
  "saferemove-stepsize": optional(integer({ enum: ["1", "2", "4", "8", "16", "32"] })),
  saferemove_throughput: text(),
  server: optional(formatted("pve-storage-server")),
  shared: flag(),
  "skip-cert-verification": flag(),
  smbversion: optional(choice("default", "2.0", "2.1", "3", "3.0", "3.11")),
  "snapshot-as-volume-chain": flag(),
  sparse: flag(),
  subdir: optional(formatted("pve-storage-path")),
  tagged_only: flag(),
  username: text(),
  "zfs-base-path": optional(formatted("pve-storage-path")),
} as const satisfies Fields;

export const createOptions = {
  ...changeable,
  storage: storageId(),
  type: choice(...knownTypes),
  authsupported: text(),
  base: optional(formatted("pve-volume-id")),
  datastore: text(),
  export: optional(formatted("pve-storage-path")),
  iscsiprovider: text(),
  path: optional(formatted("pve-storage-path")),
  portal: optional(formatted("pve-storage-portal-dns")),
  share: text(),
  target: text(),
  thinpool: optional(formatted("pve-storage-vgname")),
  vgname: optional(formatted("pve-storage-vgname")),
} as const satisfies Fields;

export const updateOptions = {
  ...changeable,
  delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
  digest: optional(string({ maxLength: 64 })),
} as const satisfies Fields;

export interface OptionTable {
  /** Must be given, and stay as they are. */
  readonly fixed: ReadonlySet<string>;
  /** May be given when the storage is made, and stay as they are. */
  readonly once: ReadonlySet<string>;
  /** May be given, changed and removed. */
  readonly free: ReadonlySet<string>;
}

const words = (list: string): ReadonlySet<string> => new Set(list.split(" ").filter((word) => word !== ""));
const table = (fixed: string, free: string, once = ""): OptionTable => ({
  fixed: words(fixed),
  once: words(once),
  free: words(`nodes disable content ${free}`),
});

const backups = "prune-backups max-protected-backups";
const folders = `${backups} content-dirs format mkdir create-base-path create-subdirs bwlimit preallocation`;

export const optionTables: Readonly<Record<StorageType, OptionTable>> = {
  dir: table("path", `${folders} shared is_mountpoint`, "snapshot-as-volume-chain"),
  nfs: table("path server export", `${folders} options`, "snapshot-as-volume-chain"),
  cifs: table(
    "path server share",
    `${folders} options subdir username password domain smbversion`,
    "snapshot-as-volume-chain",
  ),
  btrfs: table(
    "path",
    `${backups} shared format is_mountpoint nocow mkdir create-base-path create-subdirs preallocation`,
  ),
  zfspool: table("pool", "blocksize sparse bwlimit mountpoint"),
  lvm: table(
    "vgname",
    "shared saferemove saferemove-stepsize saferemove_throughput tagged_only bwlimit snapshot-as-volume-chain",
    "base",
  ),
  lvmthin: table("thinpool vgname", "bwlimit"),
  pbs: table(
    "server datastore",
    `${backups} namespace port username password encryption-key master-pubkey fingerprint`,
  ),
};
