/** How full a storage is. */
import type { Cluster } from "../cluster.ts";
import { placeOf, type Storage, volumes } from "./slices.ts";

export interface StorageUse {
  /** Bytes, each. */
  readonly total: number;
  readonly used: number;
  readonly available: number;
}

/** The sum of what its volumes take on that node. */
export function storageUse(cluster: Cluster, storage: Storage, node: string): StorageUse {
  let used = 0;
  for (const volume of cluster.state.table(volumes).by("place", placeOf(storage, node))) used += volume.used;
  return { total: storage.size, used, available: Math.max(0, storage.size - used) };
}
