/** What each type of storage can do. A new type is one entry here and one in options.ts. Source: the plugins of pve-storage. */
import type { ContentType, Storage, StorageType } from "./slices.ts";

export interface TypeTraits {
  /** Whether volumes are files: `local:100/vm-100-disk-0.qcow2`; else they are named alone: `local-lvm:vm-100-disk-0`. */
  readonly files: boolean;
  /** Formats of disk images, the default first. */
  readonly formats: readonly string[];
  /** What it may hold. */
  readonly contents: readonly ContentType[];
  /** What it holds when nobody says. */
  readonly usualContents: readonly ContentType[];
  /** Whether it may be told to hold nothing, by the content type `none`. */
  readonly mayBeEmpty: boolean;
  /** Linked clones: their volume names the base (`base-9000-disk-0/vm-100-disk-0`), does not, or there are none. */
  readonly linkedClones: "named" | "unnamed" | "none";
  /** Whether a volume takes room only as it is written. */
  readonly thin: boolean;
  readonly shared: boolean;
  /** What a full storage says when an image is made; `need` and `free` are bytes. */
  readonly full: (storage: Storage, image: { name: string; need: number; free: number }) => string;
}

const folder: TypeTraits = {
  files: true,
  formats: ["raw", "qcow2", "vmdk", "subvol"],
  contents: ["images", "rootdir", "iso", "vztmpl", "snippets", "backup", "import"],
  usualContents: ["images", "rootdir"],
  mayBeEmpty: true,
  linkedClones: "named",
  thin: true,
  shared: false,
  full: (_, { name }) => `unable to create image: qemu-img: ${name}: No space left on device`,
};

const share: TypeTraits = {
  ...folder,
  formats: ["raw", "qcow2", "vmdk"],
  usualContents: ["images"],
  mayBeEmpty: false,
  shared: true,
};

const block: TypeTraits = {
  ...folder,
  files: false,
  formats: ["raw"],
  contents: ["images", "rootdir"],
  mayBeEmpty: false,
};

const kib = (bytes: number) => Math.ceil(bytes / 1024);

export const storageTypes: Readonly<Record<StorageType, TypeTraits>> = {
  dir: folder,
  nfs: share,
  cifs: share,
  btrfs: { ...folder, formats: ["raw", "subvol"] },
  lvm: {
    ...block,
    usualContents: ["images"],
    linkedClones: "none",
    thin: false,
    full: (_, { need, free }) => `not enough free space (${kib(free)} < ${kib(need)})`,
  },
  lvmthin: {
    ...block,
    linkedClones: "unnamed",
    full: ({ options }, { name }) =>
      `lvcreate '${options.vgname}/${name}' error:   Cannot create new thin volume, free space in thin pool ${options.vgname}/${options.thinpool} reached threshold.`,
  },
  zfspool: {
    ...block,
    formats: ["raw", "subvol"],
    thin: false,
    full: ({ options }, { name }) => `zfs error: cannot create '${options.pool}/${name}': out of space`,
  },
  pbs: {
    ...block,
    formats: ["raw"],
    contents: ["backup"],
    usualContents: ["backup"],
    mayBeEmpty: true,
    linkedClones: "none",
    shared: true,
    full: () => "can't allocate space in pbs storage",
  },
};

/** Whether a volume takes room only as it is written: a ZFS pool reserves it, unless told to be sparse. */
export const isThin = ({ type, options }: Storage): boolean =>
  storageTypes[type].thin || (type === "zfspool" && Number(options.sparse ?? 0) === 1);

export const traitsOf = (storage: Storage): TypeTraits => storageTypes[storage.type];

/** The format of images when nobody says. */
export const usualFormat = (storage: Storage): string => String(storage.options.format ?? traitsOf(storage).formats[0]);

/** A format that the storage can make: the hinted one, or its usual one. */
export const formatOn = (storage: Storage, hint: string | undefined): string =>
  hint !== undefined && traitsOf(storage).formats.includes(hint) ? hint : usualFormat(storage);
