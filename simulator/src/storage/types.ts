/** What each type of storage can do. A new type is one entry here. Source: the plugins of pve-storage. */
import type { ContentType, Storage, StorageType } from "./slices.ts";

export interface TypeTraits {
  /** Whether volumes are files: `local:100/vm-100-disk-0.qcow2`; else they are named alone: `local-lvm:vm-100-disk-0`. */
  readonly files: boolean;
  /** Formats of disk images, the default first. */
  readonly formats: readonly string[];
  readonly contents: readonly ContentType[];
  /** Linked clones: their volume names the base (`base-9000-disk-0/vm-100-disk-0`), does not, or there are none. */
  readonly linkedClones: "named" | "unnamed" | "none";
  /** Whether a volume takes room only as it is written. */
  readonly thin: boolean;
  readonly shared: boolean;
  /** What a full storage says; `at` is where, `need` the bytes that were asked for. */
  readonly full: (storage: Storage, name: string) => string;
}

const files: readonly ContentType[] = ["images", "rootdir", "iso", "vztmpl", "snippets", "backup", "import"];

const fileStorage: TypeTraits = {
  files: true,
  formats: ["raw", "qcow2", "vmdk", "subvol"],
  contents: files,
  linkedClones: "named",
  thin: true,
  shared: false,
  full: (_, name) => `unable to create image: qemu-img: ${name}: No space left on device`,
};

export const storageTypes: Readonly<Record<StorageType, TypeTraits>> = {
  dir: fileStorage,
  nfs: { ...fileStorage, shared: true },
  cifs: { ...fileStorage, shared: true },
  btrfs: fileStorage,
  lvm: {
    files: false,
    formats: ["raw"],
    contents: ["images", "rootdir"],
    linkedClones: "none",
    thin: false,
    shared: false,
    full: ({ options }, name) =>
      `lvcreate '${options.vgname}/${name}' error:   Volume group "${options.vgname}" has insufficient free space`,
  },
  lvmthin: {
    files: false,
    formats: ["raw"],
    contents: ["images", "rootdir"],
    linkedClones: "unnamed",
    thin: true,
    shared: false,
    full: ({ options }, name) =>
      `lvcreate '${options.vgname}/${name}' error:   Cannot create new thin volume, free space in thin pool ${options.vgname}/${options.thinpool} reached threshold.`,
  },
  zfspool: {
    files: false,
    formats: ["raw", "subvol"],
    contents: ["images", "rootdir"],
    linkedClones: "named",
    thin: false,
    shared: false,
    full: ({ options }, name) => `zfs error: cannot create '${options.pool}/${name}': out of space`,
  },
  pbs: {
    files: false,
    formats: [],
    contents: ["backup"],
    linkedClones: "none",
    thin: true,
    shared: true,
    full: () => "unable to create image",
  },
};

export const traitsOf = (storage: Storage): TypeTraits => storageTypes[storage.type];
