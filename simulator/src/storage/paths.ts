/** Volumes by where they lie on a node. */
import type { Cluster } from "../cluster.ts";
import { isOnNode } from "./access.ts";
import { pathOf } from "./files.ts";
import { placeOf, storages, type Volume, volumes } from "./slices.ts";

/** The volume that a path of a node leads to, such as /var/lib/vz/import/debian.qcow2. */
export function volumeAt(cluster: Cluster, node: string, path: string): Volume | undefined {
  if (!path.startsWith("/")) return undefined;
  for (const storage of cluster.state.table(storages).all()) {
    if (!isOnNode(storage, node)) continue;
    const here = cluster.state.table(volumes).by("place", placeOf(storage, node));
    const found = here.find((volume) => pathOf(storage, volume) === path);
    if (found) return found;
  }
  return undefined;
}
