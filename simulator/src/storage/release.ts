/** Bytes go when the last volume made of them is gone for good: a change that is undone, or cut off by a kill, still needs them. */
import type { Cluster } from "../cluster.ts";
import { volumes } from "./slices.ts";

export function releaseBytes(cluster: Cluster, sha256: string | undefined): void {
  if (sha256 === undefined) return;
  cluster.state.afterwards(() => {
    if (cluster.state.table(volumes).by("sha256", sha256).length === 0) cluster.bytes.remove(sha256);
  });
}
