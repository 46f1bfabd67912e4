/** Packages of a node: those of the simulated release, and one that waits to be updated. */
import type { Cluster } from "../cluster.ts";
import { kernelRelease, pveVersion } from "../endpoints/version.ts";
import { slice } from "../store/slice.ts";

interface Updates {
  readonly node: string;
  /** Seconds since 1970: when the lists of packages were last fetched. */
  readonly fetched: number;
}

/** A node is here once `apt update` has run. */
export const packageLists = slice<Updates>("apt-lists");

interface Package {
  readonly name: string;
  readonly version: string;
  readonly title: string;
}

const { version } = pveVersion;

const installed: readonly Package[] = [
  { name: "proxmox-ve", version: "9.1.0", title: "Proxmox Virtual Environment" },
  { name: "pve-manager", version, title: "Proxmox Virtual Environment Management Tools" },
  { name: "proxmox-kernel-helper", version: "9.0.4", title: "Proxmox Kernel Helper" },
  { name: `proxmox-kernel-${kernelRelease}-signed`, version: "6.17.4-2", title: "Proxmox Kernel Image (signed)" },
  { name: "ceph-fuse", version: "19.2.3-pve2", title: "FUSE-based client for the Ceph distributed file system" },
  { name: "corosync", version: "3.1.9-pve2", title: "cluster engine daemon and utilities" },
  { name: "ifupdown2", version: "3.3.0-1+pmx11", title: "Network Interface Management tool" },
  { name: "libpve-storage-perl", version: "9.1.0", title: "Proxmox VE storage management library" },
  { name: "lxc-pve", version: "6.0.5-3", title: "Linux containers userspace tools" },
  { name: "pve-cluster", version: "9.0.7", title: '"pmxcfs" distributed cluster filesystem' },
  { name: "pve-container", version: "6.0.18", title: "Proxmox VE Container management tool" },
  { name: "pve-firewall", version: "6.0.4", title: "Proxmox VE Firewall" },
  { name: "pve-ha-manager", version: "5.0.8", title: "Proxmox VE HA Manager" },
  { name: "pve-qemu-kvm", version: "10.1.2-4", title: "Full virtualization on x86 hardware" },
  { name: "qemu-server", version: "9.1.1", title: "Qemu Server Tools" },
  { name: "zfsutils-linux", version: "2.3.4-pve1", title: "command-line tools to manage OpenZFS filesystems" },
];

const described = ({ name, version: now, title }: Package) => ({
  Package: name,
  Title: title,
  Description: title,
  Origin: "Proxmox",
  Version: now,
  OldVersion: now,
  Arch: "amd64",
  Section: "admin",
  Priority: "optional",
});

/** What `pveversion -v` prints. */
export const packageVersions = () =>
  installed.map((one) => ({
    ...described(one),
    CurrentState: "Installed",
    ...(one.name === "proxmox-ve" && { RunningKernel: kernelRelease }),
    ...(one.name === "pve-manager" && { ManagerVersion: version }),
  }));

/** Updates that are known of; none before the lists were fetched. */
export function availableUpdates(cluster: Cluster, node: string) {
  if (!cluster.state.table(packageLists).has(node)) return [];
  const library = { name: "libpve-storage-perl", version: "9.1.1", title: "Proxmox VE storage management library" };
  return [{ ...described(library), OldVersion: "9.1.0" }];
}

export const isPackage = (name: string): boolean => installed.some((one) => one.name === name);
