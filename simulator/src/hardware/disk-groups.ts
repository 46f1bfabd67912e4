/** What is made of disks: ZFS pools, volume groups, thin pools, mounted file systems. Source: PVE::API2::Disks. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { isOnNode } from "../storage/access.ts";
import { changeStorage, defineStorage, removeStorage } from "../storage/define.ts";
import { type Storage, storages } from "../storage/slices.ts";
import { storageUse } from "../storage/use.ts";
import { slice } from "../store/slice.ts";
import { type Disk, diskKey, disks } from "./disks.ts";

export type GroupKind = "zfs" | "lvm" | "lvmthin" | "directory";

export interface DiskGroup {
  readonly node: string;
  readonly kind: GroupKind;
  readonly name: string;
  readonly devices: readonly string[];
  /** Bytes of room. */
  readonly size: number;
  /** Of a ZFS pool. */
  readonly raidlevel?: string;
  /** Of a directory. */
  readonly filesystem?: string;
}

export const diskGroups = slice<DiskGroup, "node">("disk-groups", { node: (group) => group.node });
const keyOf = ({ node, kind, name }: Pick<DiskGroup, "node" | "kind" | "name">) => `${node} ${kind} ${name}`;

/** What a storage on such a group is, and what a disk of one is used for. */
export const groupKinds = {
  zfs: { used: "ZFS", storage: (name: string) => ({ type: "zfspool", pool: name, content: "rootdir,images" }) },
  lvm: { used: "LVM", storage: (name: string) => ({ type: "lvm", vgname: name, content: "rootdir,images" }) },
  lvmthin: {
    used: "LVM",
    storage: (name: string) => ({ type: "lvmthin", vgname: name, thinpool: name, content: "rootdir,images" }),
  },
  directory: {
    used: "ext4",
    storage: (name: string) => ({
      type: "dir",
      path: `/mnt/pve/${name}`,
      content: "rootdir,images,iso,backup,vztmpl,snippets",
    }),
  },
} as const;

/** Name of the group that a storage lies on, when it is of that kind. */
function groupBehind({ type, options }: Storage, kind: GroupKind): string | undefined {
  if (kind === "zfs" && type === "zfspool") return String(options.pool).split("/")[0];
  if (kind === "lvm" && (type === "lvm" || type === "lvmthin")) return String(options.vgname);
  if (kind === "lvmthin" && type === "lvmthin") return String(options.thinpool);
  return undefined;
}

/** Groups of a node with what is taken: those that were made here, and those that its storages tell of. */
export function groupsOf(cluster: Cluster, node: string, kind: GroupKind): (DiskGroup & { readonly used: number })[] {
  const made = cluster.state
    .table(diskGroups)
    .by("node", node)
    .filter((group) => group.kind === kind);
  const told = [...cluster.state.table(storages).all()].filter((storage) => isOnNode(storage, node));
  const groups = new Map(made.map((group) => [group.name, { ...group, used: 0 }]));
  for (const storage of told) {
    const name = groupBehind(storage, kind);
    if (name === undefined) continue;
    const { used } = storageUse(cluster, storage, node);
    const known = groups.get(name) ?? { node, kind, name, devices: [], size: storage.size, used: 0 };
    groups.set(name, { ...known, used: known.used + used });
  }
  return [...groups.values()];
}

/** @throws 500 for what is no disk, or is in use */
export function unusedDisk(cluster: Cluster, node: string, device: string): Disk {
  const disk = diskNamed(cluster, node, device);
  if (disk.used !== undefined || disk.gpt) throw refusal(`device '${device}' is already in use`);
  return disk;
}

/** @throws 500 for what is no disk */
export function diskNamed(cluster: Cluster, node: string, device: string): Disk {
  const disk = cluster.state.table(disks).get(diskKey(node, device));
  if (disk) return disk;
  throw refusal(device.startsWith("/dev/") ? "not a valid block device" : `got unusual device path '/${device}'`);
}

/** Makes a group of disks. */
export function makeGroup(cluster: Cluster, group: DiskGroup): void {
  cluster.state.table(diskGroups).put(keyOf(group), group);
  const used = group.filesystem ?? groupKinds[group.kind].used;
  for (const device of group.devices) {
    const disk = unusedDisk(cluster, group.node, device);
    cluster.state.table(disks).put(diskKey(group.node, device), { ...disk, used, gpt: true });
  }
}

/** Takes a group apart; its disks stay partitioned unless they are wiped. */
export function removeGroup(cluster: Cluster, group: DiskGroup, wipe: boolean): void {
  cluster.state.table(diskGroups).remove(keyOf(group));
  for (const device of group.devices) {
    const { used: _, ...disk } = diskNamed(cluster, group.node, device);
    const left = wipe ? { ...disk, gpt: false } : { ...disk, used: "partitions" };
    cluster.state.table(disks).put(diskKey(group.node, device), left);
  }
}

export function addGroupStorage(cluster: Cluster, { kind, name, node, size }: DiskGroup): void {
  defineStorage(cluster, { storage: name, ...groupKinds[kind].storage(name), nodes: node }, size);
}

/** Storages on a group are gone with it: from this node, or altogether when no other has them. */
export function cleanStorages(cluster: Cluster, { kind, name, node }: DiskGroup): void {
  const options = groupKinds[kind].storage(name);
  const place = "pool" in options ? "pool" : "vgname" in options ? "vgname" : "path";
  for (const storage of [...cluster.state.table(storages).all()]) {
    const isOn = storage.type === options.type && storage.options[place] === (options as Record<string, string>)[place];
    if (!isOn) continue;
    const others = (storage.nodes ?? []).filter((one) => one !== node);
    if (others.length === 0) removeStorage(cluster, storage.storage);
    else changeStorage(cluster, storage.storage, { options: { nodes: others.join(",") } });
  }
}
