import type { Network, Node, Storage } from "./lab.ts";

/** A Linux container of Proxmox, made from an OS template. */
export interface Container {
  readonly kind: "lxc";
  readonly name: string;
  /** CTID. */
  readonly id: number;
  readonly node: Node;
  readonly os: OsTemplate;
  readonly cores: number;
  readonly memory: number;
  readonly swap: number;
  /** Root file system, bytes; what matters is in `data`. */
  readonly disk: number;
  readonly storage: Storage;
  readonly network: Network;
  readonly address: string;
  /** Follows from site and CTID; upper case. */
  readonly mac: string;
  /** Sorted, lower case, unique: as Proxmox stores them. */
  readonly tags: readonly string[];
  readonly protect: boolean;
  /** Whether its root is nobody on the host. */
  readonly unprivileged: boolean;
  /** Sorted. */
  readonly features: readonly Feature[];
  /** GPU of its node whose device nodes it gets, by the name in site.yaml. */
  readonly gpu?: string;
  /** What it keeps, by path inside the container; sorted by path. */
  readonly data: readonly DataMount[];
  /** Guests that must be up before it, sorted. */
  readonly after: readonly string[];
  readonly startup: Startup;
  /** Whether its file speaks of starts; an adopted container keeps the host's order of starts unless it does. */
  readonly startupSaid: boolean;
  /** Whether it starts with its node. */
  readonly onboot: boolean;
  /** What the system layer makes of it. */
  readonly roles: readonly string[];
  /** What runs on it. */
  readonly workloads: readonly string[];
  /** Backup class of the site; absent where nothing in it is worth one. */
  readonly backup?: string;
  /** Pool of Proxmox it is shown in. */
  readonly pool?: string;
  /** Whether it was there before it had a file: what an import cannot read back then stays as it is. */
  readonly adopted: boolean;
  /** Path of the persona's file, relative to the lab's root. */
  readonly file: string;
}

export const featureNames = ["fuse", "keyctl", "nesting"] as const;
export type Feature = (typeof featureNames)[number];

/** A ZFS dataset of its own, bound into a container: no removal of the container reaches it. */
export interface DataMount {
  /** Where the container sees it. */
  readonly path: string;
  /** Such as `tank/data/gitea/var-lib-gitea`; mounted on the node below `/`. */
  readonly dataset: string;
  /** Quota, bytes. */
  readonly size: number;
  /** As ZFS writes it, such as `16K`. */
  readonly recordsize: string;
}

/** When a container starts and stops with its node (Proxmox: `startup`). */
export interface Startup {
  /** Lower ones start first, and stop last. */
  readonly order: number;
  /** Seconds until the next one starts. */
  readonly up: number;
  /** Seconds it has to shut down before it is stopped. */
  readonly down: number;
}

/** An archive that containers are made from, as Proxmox offers it. */
export interface OsTemplate {
  /** Name that personas use, such as `debian13`. */
  readonly name: string;
  /** Such as `debian-13-standard_13.1-2_amd64.tar.zst`. */
  readonly file: string;
  readonly distribution: Distribution;
  readonly storage: string;
  /** Where a node downloads it from. */
  readonly url: string;
  /** SHA-512 of the archive, 128 hexadecimal digits. */
  readonly sha512: string;
}

export const distributions = ["alpine", "debian", "ubuntu"] as const;
export type Distribution = (typeof distributions)[number];

/** Where backups go and how often they are made, by class. */
export interface Backups {
  /** Storages that take them, at most one of each node. */
  readonly storages: readonly string[];
  readonly classes: readonly BackupClass[];
}

export interface BackupClass {
  readonly name: string;
  /** Calendar event of vzdump's job, such as `02:30`. */
  readonly schedule: string;
  readonly keep: Keep;
  /** Snapshots of the datasets, which vzdump does not see. */
  readonly snapshots: { readonly schedule: string; readonly keep: number };
}

/** How many backups stay: the last of each hour, day and so on. */
export type Keep = Readonly<Partial<Record<"last" | "daily" | "weekly" | "monthly", number>>>;

/** Folder of the node on which a dataset is mounted: ZFS mounts each at its name unless told otherwise. */
export function mountOf({ dataset }: Pick<DataMount, "dataset">): string {
  return `/${dataset}`;
}

/** Volume of an OS template in Proxmox's words. */
export function templateVolume({ storage, file }: Pick<OsTemplate, "storage" | "file">): string {
  return `${storage}:vztmpl/${file}`;
}
