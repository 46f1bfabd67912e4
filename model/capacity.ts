import type { DataMount } from "./container.ts";
import type { Image, Node, Storage } from "./lab.ts";

/** What a lab promises, as far as it is known: a whole `Lab`, or one that is still being judged. */
export interface Promises {
  readonly nodes: readonly Node[];
  readonly storages: readonly Storage[];
  readonly images: readonly Image[];
  readonly guests: readonly Promised[];
}

/** What a guest takes of its node. */
interface Promised {
  readonly name: string;
  readonly node?: Node | undefined;
  readonly storage?: Storage | undefined;
  readonly cores?: number | undefined;
  readonly memory?: number | undefined;
  readonly disk?: number | undefined;
  readonly data?: readonly DataMount[] | undefined;
}

/** Who takes how much: a guest, a template, or a storage inside another one, by its name. Bytes. */
export interface Taker {
  readonly name: string;
  readonly bytes: number;
  /** Path of a guest's data that takes it, beside its disk. */
  readonly data?: string;
}

/** Memory and cores of one node. */
export interface NodeCapacity {
  readonly node: Node;
  /** Memory that guests may use: total less reserve less ARC. Bytes. */
  readonly usable: number;
  readonly taken: number;
  /** The largest first. */
  readonly takers: readonly Taker[];
  /** Virtual cores promised to guests; more than the node has is normal. */
  readonly cores: number;
}

/** Room on one storage; a storage that is not shared has its own room on each node. */
export interface StorageCapacity {
  readonly storage: Storage;
  /** Absent for a shared storage. */
  readonly node?: string;
  readonly size: number;
  readonly taken: number;
  /** The largest first. */
  readonly takers: readonly Taker[];
}

export interface Capacity {
  readonly nodes: readonly NodeCapacity[];
  readonly storages: readonly StorageCapacity[];
}

/** What each node and storage has, and who takes it. Disks and quotas count in full, also where the storage is thin. */
export function capacity(promises: Promises): Capacity {
  const memory = new Map<string, Taker[]>();
  const cores = new Map<string, number>();
  for (const { name, node, memory: bytes, cores: wanted } of promises.guests) {
    if (!node) continue;
    if (bytes !== undefined) add(memory, node.name, { name, bytes });
    cores.set(node.name, (cores.get(node.name) ?? 0) + (wanted ?? 0));
  }
  const disks = disksByPlace(promises);
  return {
    nodes: promises.nodes.map((node) => ({
      node,
      usable: node.memory.total - node.memory.reserve - node.memory.arc,
      ...takenBy(memory.get(node.name)),
      cores: cores.get(node.name) ?? 0,
    })),
    storages: promises.storages.flatMap((storage) =>
      (storage.shared ? [undefined] : storage.nodes).map((node) => ({
        storage,
        ...(node !== undefined && { node }),
        size: storage.size,
        ...takenBy(disks.get(placeOf(storage, node))),
      })),
    ),
  };
}

function disksByPlace({ guests, images, storages }: Promises): Map<string, Taker[]> {
  const disks = new Map<string, Taker[]>();
  for (const { name, node, storage, disk } of guests)
    if (node && storage && disk !== undefined) add(disks, placeOf(storage, node.name), { name, bytes: disk });
  for (const { name, node, data = [] } of guests)
    for (const { path, dataset, size } of data) {
      const pool = node && poolOf(storages, dataset, node.name);
      if (pool) add(disks, placeOf(pool, node.name), { name, bytes: size, data: path });
    }
  for (const { name, path, size, nodes } of storages)
    for (const node of path === undefined ? [] : nodes) {
      const pool = poolOf(storages, (path ?? "").slice(1), node);
      if (pool) add(disks, placeOf(pool, node), { name, bytes: size });
    }
  const known = new Map(storages.map((storage) => [storage.name, storage]));
  for (const { template, disk } of images.flatMap((image) => image.releases)) {
    const storage = known.get(template.storage);
    if (storage) add(disks, placeOf(storage, template.node), { name: template.name, bytes: disk });
  }
  return disks;
}

/** The storage on a node whose ZFS pool a dataset, or a folder at its place, is in. */
export function poolOf(storages: Iterable<Storage>, dataset: string, node: string): Storage | undefined {
  return [...storages].find(
    ({ type, pool, nodes }) =>
      type === "zfspool" && pool !== undefined && nodes.includes(node) && `${dataset}/`.startsWith(`${pool}/`),
  );
}

function placeOf(storage: Storage, node: string | undefined): string {
  return storage.shared ? storage.name : `${storage.name} ${node}`;
}

function add(takers: Map<string, Taker[]>, place: string, taker: Taker): void {
  const already = takers.get(place);
  if (already) already.push(taker);
  else takers.set(place, [taker]);
}

function takenBy(takers: readonly Taker[] = []): { taken: number; takers: readonly Taker[] } {
  return {
    taken: takers.reduce((sum, { bytes }) => sum + bytes, 0),
    takers: [...takers].sort((a, b) => b.bytes - a.bytes || (a.name < b.name ? -1 : 1)),
  };
}
