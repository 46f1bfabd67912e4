/** What stands in the cluster when a simulator starts on an empty state: a typed object that is also a JSON file. */
import type { ContentType, StorageType } from "../storage/slices.ts";
import type { WorldDisk, WorldPci, WorldUsb } from "./hardware.ts";

export interface World {
  /** Name of the cluster. Default: one node and no cluster. */
  readonly cluster?: string;
  readonly nodes: readonly WorldNode[];
  readonly storages: readonly WorldStorage[];
  readonly guests?: readonly WorldGuest[];
  /** Files that lie on a storage, such as OS templates. */
  readonly files?: readonly WorldFile[];
  readonly pools?: readonly WorldPool[];
  readonly users?: readonly WorldUser[];
  /** Accounts of the nodes' operating systems, for SSH; root is always there. */
  readonly accounts?: readonly WorldAccount[];
  readonly groups?: readonly WorldGroup[];
  readonly roles?: readonly { readonly id: string; readonly privileges: readonly string[] }[];
  /** Beside pam and pve. */
  readonly realms?: readonly WorldRealm[];
  readonly grants?: readonly WorldGrant[];
  /** Where container images are to be had, as in /etc/containers/registries.conf of each node. */
  readonly registries?: readonly WorldRegistry[];
}

export interface WorldNode {
  readonly name: string;
  /** IPv4 address without prefix. Default 192.168.1.10 and up. */
  readonly address?: string;
  /** Default 24. */
  readonly prefix?: number;
  /** Default: the first address of the network. */
  readonly gateway?: string;
  /** Default vmbr0. */
  readonly bridge?: string;
  /** Further bridges, without card and address. Default: none. */
  readonly bridges?: readonly string[];
  /** Logical CPUs. Default 8. */
  readonly cores?: number;
  /** Such as "32GiB". Default 32GiB. */
  readonly memory?: string;
  /** Names of its network cards; the bridge is on the first. Default enp1s0 and enp2s0. */
  readonly cards?: readonly string[];
  /** Default: `usualPci` of world/hardware.ts. */
  readonly pci?: readonly WorldPci[];
  /** Default: a keyboard. */
  readonly usb?: readonly WorldUsb[];
  /** Default: the one the installer took, and an empty one. */
  readonly disks?: readonly WorldDisk[];
  /** Folders beside those of its storages, as a directory mapping may name them. */
  readonly folders?: readonly string[];
  /** Device nodes beside those of its disks, as a container may be given, such as /dev/nvidia0. */
  readonly devices?: readonly string[];
  /** Release of its kernel. Default: the one that Proxmox VE 9.1 boots. */
  readonly kernel?: string;
  /** Further files of its own, text by path, such as /proc/driver/nvidia/version. */
  readonly files?: Readonly<Record<string, string>>;
}

export interface WorldStorage {
  readonly id: string;
  readonly type: StorageType;
  readonly content: readonly ContentType[];
  /** Such as "900GiB". Default 100GiB. */
  readonly size?: string;
  /** Default: all nodes. */
  readonly nodes?: readonly string[];
  /** Default: what its type is; nfs, cifs and pbs are. */
  readonly shared?: boolean;
  /** Options of its type: path, pool, vgname, thinpool, server, export … */
  readonly options?: Readonly<Record<string, string | number>>;
}

export interface WorldGuest {
  readonly vmid: number;
  readonly node: string;
  readonly name: string;
  /** A virtual machine or a container; of what follows a container has no disk.interface, firmware, machine, agent, cloudInit and bootSeconds. Default qemu. */
  readonly kind?: "qemu" | "lxc";
  /** Whether it is a template. Default false. */
  readonly template?: boolean;
  /** Default 1; a container without it has all of its node. */
  readonly cores?: number;
  /** Such as "2GiB". Default 512MiB. */
  readonly memory?: string;
  /** The boot disk, or a container's root. */
  readonly disk: { readonly storage: string; readonly size: string; readonly interface?: string };
  /** uefi comes with an EFI disk. Default seabios. */
  readonly firmware?: "seabios" | "uefi";
  /** Such as q35. Default: Proxmox's own (i440fx). */
  readonly machine?: string;
  /** Proxmox's ostype. Default l26; of a container debian. */
  readonly os?: string;
  /** Whether the agent is installed in the image and enabled in the configuration. Default false. */
  readonly agent?: boolean;
  /** Whether cloud-init is installed, and a cloud-init drive attached. Default false. */
  readonly cloudInit?: boolean;
  /** Simulated seconds from power-on until the system is up. Default 12. */
  readonly bootSeconds?: number;
  /** Whether a container's root is nobody on the host. Default true. */
  readonly unprivileged?: boolean;
  /** Further options of the configuration, as Proxmox writes them. */
  readonly config?: Readonly<Record<string, string | number>>;
  /** Default false. */
  readonly running?: boolean;
}

export interface WorldFile {
  readonly storage: string;
  readonly node: string;
  readonly content: "iso" | "vztmpl" | "import" | "snippets";
  readonly name: string;
  /** Such as "120MiB". Default 100MiB. */
  readonly size?: string;
}

export interface WorldUser {
  /** Such as strata@pve. One of realm pam has an account on every node too. */
  readonly id: string;
  /** Default: none, so that only tokens come in. */
  readonly password?: string;
  /** Default true. */
  readonly enable?: boolean;
  /** Seconds since 1970. Default 0: never. */
  readonly expire?: number;
  readonly comment?: string;
  readonly email?: string;
  readonly firstname?: string;
  readonly lastname?: string;
  readonly tokens?: readonly WorldToken[];
}

export interface WorldAccount {
  /** Such as strata; a user of realm pam by that name has the same password. */
  readonly name: string;
  /** Default: none, so that only keys come in. */
  readonly password?: string;
  /** Lines as in authorized_keys. */
  readonly publicKeys?: readonly string[];
  /** What it may run as root without a password: a command's path, or that with arguments in which * is any text; ALL is everything. */
  readonly sudo?: readonly string[];
}

export interface WorldToken {
  readonly id: string;
  /** Default: a random UUID. */
  readonly secret?: string;
  /** Whether it has only what is granted to itself. Default true. */
  readonly privsep?: boolean;
  /** Seconds since 1970. Default 0: never. */
  readonly expire?: number;
  readonly comment?: string;
}

export interface WorldGroup {
  readonly id: string;
  readonly comment?: string;
  /** User ids. */
  readonly members?: readonly string[];
}

export interface WorldRealm {
  readonly id: string;
  readonly type: "ad" | "ldap" | "openid";
  /** As Proxmox's schema names them. */
  readonly options?: Readonly<Record<string, string | number>>;
}

export interface WorldPool {
  /** Such as lab or lab/k3s, whose parent must be there too. */
  readonly id: string;
  readonly comment?: string;
  /** Numbers of guests. */
  readonly guests?: readonly number[];
  readonly storages?: readonly string[];
}

export interface WorldGrant {
  readonly path: string;
  readonly role: string;
  /** Exactly one of the three. */
  readonly user?: string;
  readonly group?: string;
  readonly token?: string;
  /** Default true. */
  readonly propagate?: boolean;
}

export interface WorldRegistry {
  /** What the names of its images begin with: docker.io, registry.example/lab. */
  readonly prefix: string;
  /** What is asked in its place, such as 127.0.0.1:5000. Default: the prefix. */
  readonly location?: string;
  /** Whether plain HTTP and certificates that nobody knows will do. Default false. */
  readonly insecure?: boolean;
}

/** One node as its installer leaves it, one template to clone, and one to make containers from. */
export const defaultWorld: World = {
  nodes: [{ name: "pve" }],
  storages: [
    {
      id: "local",
      type: "dir",
      content: ["iso", "vztmpl", "snippets", "backup", "import"],
      size: "96GiB",
      options: { path: "/var/lib/vz" },
    },
    {
      id: "local-lvm",
      type: "lvmthin",
      content: ["images", "rootdir"],
      size: "320GiB",
      options: { vgname: "pve", thinpool: "data" },
    },
  ],
  guests: [
    {
      vmid: 9000,
      node: "pve",
      name: "debian13",
      template: true,
      cores: 2,
      memory: "2GiB",
      disk: { storage: "local-lvm", size: "10GiB" },
      agent: true,
      cloudInit: true,
    },
  ],
  files: [
    {
      node: "pve",
      storage: "local",
      content: "vztmpl",
      name: "debian-13-standard_13.1-2_amd64.tar.zst",
      size: "124MiB",
    },
  ],
};
