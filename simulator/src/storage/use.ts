/** How full a storage is. */
import type { Cluster } from "../cluster.ts";
import { placeOf, type Storage, volumes } from "./slices.ts";

export interface StorageUse {
  /** Bytes, each. */
  readonly total: number;
  readonly used: number;
  readonly available: number;
}

/** The sum of what its volumes take on that node, unless a fault has filled it. */
export function storageUse(cluster: Cluster, storage: Storage, node: string): StorageUse {
  const used = cluster.state.table(volumes).total("place", placeOf(storage, node));
  const full = cluster.faults
    .holding("storage-full")
    .some((fault) => fault.storage === storage.storage && (fault.node ?? node) === node);
  return full
    ? { total: storage.size, used: storage.size, available: 0 }
    : { total: storage.size, used, available: Math.max(0, storage.size - used) };
}
