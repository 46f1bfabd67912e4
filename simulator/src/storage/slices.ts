/** Storages and what lies on them. */
import type { GuestArchive } from "../guests/archive.ts";
import { slice } from "../store/slice.ts";

export type StorageType = "dir" | "lvmthin" | "lvm" | "zfspool" | "nfs" | "cifs" | "pbs" | "btrfs";
export type ContentType = "images" | "rootdir" | "iso" | "vztmpl" | "snippets" | "backup" | "import";

/** A storage as /etc/pve/storage.cfg defines it. */
export interface Storage {
  readonly storage: string;
  readonly type: StorageType;
  readonly content: readonly ContentType[];
  /** Nodes that have it; all when absent. */
  readonly nodes?: readonly string[];
  /** Bytes of room it has on each node (once for all when shared). */
  readonly size: number;
  readonly shared: boolean;
  readonly disabled: boolean;
  /** The options of its type, as given: path, pool, vgname, thinpool, server, export … */
  readonly options: Readonly<Record<string, string | number>>;
}

/** What a disk image carries inside, so that a guest booted from it behaves accordingly; copied with each clone. */
export interface ImageTraits {
  /** Whether the QEMU guest agent is installed. */
  readonly agent: boolean;
  /** Whether cloud-init is installed, and so addresses and users of the configuration take effect. */
  readonly cloudInit: boolean;
  /** Simulated seconds from power-on until the agent answers. */
  readonly bootSeconds: number;
}

/** Files that somebody wrote through the agent of a running system, in base64 by path. */
export type WrittenFiles = Readonly<Record<string, string>>;

/** A volume as a snapshot keeps it. */
export interface VolumeSnapshot {
  readonly name: string;
  /** Bytes, both. */
  readonly size: number;
  readonly used: number;
  readonly written?: WrittenFiles;
}

export interface Volume {
  /** `local-lvm:vm-100-disk-0`, `local:100/vm-100-disk-0.qcow2`, `local:iso/debian.iso` */
  readonly volid: string;
  readonly storage: string;
  /** Where it lies: node (none when shared), storage, and what is behind that: `pve/local@/var/lib/vz`. */
  readonly place: string;
  readonly content: ContentType;
  readonly format: string;
  /** Bytes as a guest sees them; of a file, those it has. */
  readonly size: number;
  /** Bytes that a guest sees of a file that holds a disk in a format of its own. */
  readonly virtualSize?: number;
  /** Bytes it takes. */
  readonly used: number;
  readonly vmid?: number;
  /** The base image of a linked clone. */
  readonly parent?: string;
  /** Seconds since 1970. */
  readonly ctime: number;
  readonly image?: ImageTraits;
  readonly written?: WrittenFiles;
  /** What a backup of a guest holds. */
  readonly archive?: GuestArchive;
  /** What it was at the time of each snapshot, oldest first. */
  readonly snapshots?: readonly VolumeSnapshot[];
  readonly notes?: string;
  readonly protected?: boolean;
  /** SHA-256 of the bytes that were given, which are in the cluster's `bytes`: of a disk, those it was made of. Absent for volumes that only have a size. */
  readonly sha256?: string;
  /** Permission bits of a file, where set. */
  readonly mode?: number;
}

export const storages = slice<Storage>("storages");

const behind = ["server", "export", "share", "datastore", "namespace", "vgname", "thinpool", "pool", "path"] as const;

/** The folder, pool, group or share that is behind a storage. */
export const backingOf = ({ options }: Storage): string =>
  behind
    .map((name) => options[name])
    .filter((value) => value !== undefined)
    .join(":");

/** A storage's room on a node: each node has its own, unless the storage is shared. */
export const placeOf = (storage: Storage, node: string): string =>
  `${storage.shared ? "" : node}/${storage.storage}@${backingOf(storage)}`;

/** Key of a volume: two nodes may hold the same volid. */
export const volumeKey = (place: string, volid: string): string => `${place} ${volid}`;

/** SHA-256 of all bytes that a volume needs: its own, or those of the disks in a backup. */
export const bytesHeld = ({ sha256, archive }: Volume): string[] =>
  [sha256, ...Object.values(archive?.volumes ?? {}).map((disk) => disk.sha256)].filter((held) => held !== undefined);

export const volumes = slice<Volume, "place" | "guest" | "parent" | "sha256">(
  "volumes",
  {
    place: (volume) => volume.place,
    guest: (volume) => volume.vmid,
    sha256: bytesHeld,
    parent: (volume) => volume.parent && `${volume.place} ${volume.parent}`,
  },
  (volume) => volume.used,
);
