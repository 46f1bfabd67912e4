import type { Backups, Container, OsTemplate } from "./container.ts";
import type { Fault } from "./fault.ts";
import type { Notifications } from "./notifications.ts";
import type { Builder, Recipe } from "./recipe.ts";

/**
 * What a lab is, after its files were read, defaults resolved and every rule checked. One immutable value: everything
 * else (JSON, plans, inventories, reports) is made from it. Sizes are bytes, addresses are plain strings.
 */
export interface Lab {
  readonly site: Site;
  readonly nodes: readonly Node[];
  readonly networks: readonly Network[];
  readonly storages: readonly Storage[];
  readonly images: readonly Image[];
  readonly guests: readonly Guest[];
  /** Guests whose files say `enabled: false`: they are not there, and keep their numbers and addresses. Default: none. */
  readonly kept?: readonly KeptGuest[];
  /** Values that still say TODO or CHANGEME: fine for a rehearsal, a stop on the way to a real target. */
  readonly placeholders: readonly Fault[];
}

/** One Proxmox cluster, the addresses around it, and who may do what. */
export interface Site {
  readonly name: string;
  /** Address of the API, such as `https://192.168.88.10:8006`. */
  readonly endpoint: string;
  /** Name of the Proxmox cluster; a target that answers with another name is refused. */
  readonly cluster: string;
  /** Accepted Proxmox VE versions, a semver range. */
  readonly version: string;
  readonly trust: Trust;
  /** The third vote of a cluster of two nodes, where there is one. */
  readonly quorum?: { readonly qdevice: string };
  readonly domain: string;
  /** Proxmox user whose token manages guests, such as `strata@pve`. */
  readonly apiUser: string;
  /** How the provider reaches a node for what the API cannot take (snippets). */
  readonly ssh: { readonly user: string; readonly key: string };
  /** Root's key over SSH, for what Proxmox keeps from every token. */
  readonly root?: { readonly key: string };
  /** User that cloud-init makes in every guest. */
  readonly login: string;
  /** Public keys that may log in, one `ssh-ed25519 …` line each. */
  readonly keys: readonly string[];
  readonly ids: { readonly vm: IdRange; readonly ct: IdRange; readonly template: IdRange };
  /** What containers are made from. */
  readonly osTemplates?: readonly OsTemplate[];
  /** ZFS dataset below which containers keep their data, such as `tank/data`. */
  readonly dataset?: string;
  /** Pools of Proxmox that group guests. */
  readonly pools?: readonly { readonly name: string; readonly comment: string }[];
  readonly backups?: Backups;
  /** Of the nodes, such as `Europe/Berlin`; they are left as they are without. */
  readonly timezone?: string;
  readonly notifications?: Notifications;
}

/** What makes the host's certificate believable: the CA that signed it, or its own SHA-256 fingerprint. */
export type Trust = { readonly ca: string } | { readonly fingerprint: string };

export interface IdRange {
  readonly first: number;
  readonly last: number;
}

/** x86-64 micro-architecture levels, as QEMU and the distributions name them. */
export type CpuLevel = "x86-64-v1" | "x86-64-v2" | "x86-64-v3" | "x86-64-v4";

export interface Node {
  readonly name: string;
  readonly address: string;
  readonly cores: number;
  readonly cpuLevel: CpuLevel;
  /** Bytes that are there, kept for Proxmox itself, and given to the ZFS cache. */
  readonly memory: { readonly total: number; readonly reserve: number; readonly arc: number };
  /** Its GPUs by the name of their hardware mapping, where it has any. */
  readonly gpus?: readonly { readonly mapping: string; readonly driver: string }[];
}

export interface Network {
  readonly name: string;
  readonly bridge: string;
  readonly vlan?: number;
  /** CIDR, such as `192.168.88.0/24`. */
  readonly subnet: string;
  readonly prefix: number;
  readonly gateway?: string;
  readonly dns: readonly string[];
  /** Ranges that guests may not take, first and last inclusive. */
  readonly reserved: readonly { readonly first: string; readonly last: string }[];
}

export type StorageType = "dir" | "zfspool" | "lvmthin" | "nfs" | "pbs";
export type StorageContent = "images" | "rootdir" | "iso" | "vztmpl" | "snippets" | "import" | "backup";

export interface Storage {
  readonly name: string;
  readonly type: StorageType;
  readonly size: number;
  readonly content: readonly StorageContent[];
  /** Nodes that have it. */
  readonly nodes: readonly string[];
  readonly path?: string;
  readonly pool?: string;
  readonly shared: boolean;
}

/** What is baked, and what a guest may rely on. */
export interface Image {
  readonly name: string;
  readonly os: { readonly name: string; readonly version: string };
  readonly arch: "amd64" | "arm64";
  readonly firmware: "uefi" | "bios";
  readonly machine: "q35" | "i440fx";
  /** Lowest CPU level its binaries run on. */
  readonly cpuLevel: CpuLevel;
  /** Smallest boot disk, bytes. */
  readonly disk: number;
  readonly guarantees: {
    readonly agent: boolean;
    readonly cloudInit: boolean;
    readonly python: boolean;
    readonly sudo: boolean;
  };
  /** Version of k3s inside, such as `v1.35.6+k3s1`, where the image carries one. */
  readonly k3s?: string;
  /** How it is built. */
  readonly recipe: Recipe;
  readonly releases: readonly Release[];
  readonly channels: Channels;
}

/** Which release each channel points to, and how it came to. */
export interface Channels {
  readonly stable?: string | undefined;
  readonly candidate?: string | undefined;
  /** Each move of a channel, the newest first. */
  readonly promotions: readonly Promotion[];
}

export interface Promotion {
  readonly channel: "stable" | "candidate";
  readonly to: string;
  readonly from?: string | undefined;
  readonly digest: string;
  /** UTC, such as `2026-11-21T17:00:00Z`. */
  readonly at: string;
}

/** One built and promoted version of an image, as the template that exists on one node of this site. */
export interface Release {
  readonly image: string;
  /** `v1.0.0` */
  readonly version: string;
  readonly template: { readonly id: number; readonly name: string; readonly node: string; readonly storage: string };
  /** Size of the template's boot disk, bytes. */
  readonly disk: number;
  readonly k3s?: string;
  readonly digest: string;
  /** How it was built, where that was recorded. Times are UTC, digests `sha256:…`. */
  readonly built?: {
    readonly at: string;
    readonly commit: string;
    readonly dirty: boolean;
    readonly builder: Builder;
    readonly base: string;
    /** Digest of its recipe (`buildInputs`): another one today makes it stale. */
    readonly recipe: string;
    /** Where Proxmox fetched it, with the builder `cloud-download`. */
    readonly url?: string | undefined;
  };
  /** The boot test that it passed: when, and the digest of the disk that was booted. */
  readonly tested?: { readonly at: string; readonly digest: string };
  /** When its templates were removed. */
  readonly retired?: string;
}

/** A machine or a container. */
export type Guest = Machine | Container;

/** What stays of a guest that is not enabled. */
export type KeptGuest = Pick<Guest, "kind" | "name" | "id" | "address" | "file">;

/** A virtual machine: by itself, or as the server of a k3s cluster. */
export interface Machine {
  readonly kind: "vm" | "k3s";
  readonly name: string;
  /** VMID. */
  readonly id: number;
  readonly node: Node;
  readonly image: Image;
  readonly release: Release;
  /** Whether the persona names the release itself, or a channel it follows. */
  readonly follows: "release" | "stable" | "candidate";
  readonly cores: number;
  readonly memory: number;
  readonly disk: number;
  readonly storage: Storage;
  readonly network: Network;
  readonly address: string;
  /** Follows from site and VMID; upper case. */
  readonly mac: string;
  /** Sorted, lower case, unique: as Proxmox stores them. */
  readonly tags: readonly string[];
  readonly protect: boolean;
  /** Backup class of the site; absent where nothing on it is worth one. */
  readonly backup?: string;
  /** cloud-config that the persona adds, and the storage that keeps it as a snippet. */
  readonly userData?: { readonly content: Readonly<Record<string, unknown>>; readonly storage: Storage };
  /** Path of the persona's file, relative to the lab's root. */
  readonly file: string;
}
