/** Bytes go when the last volume made of them goes. */
import type { Cluster } from "../cluster.ts";
import { volumes } from "./slices.ts";

export function releaseBytes(cluster: Cluster, sha256: string | undefined): void {
  if (sha256 === undefined || cluster.state.table(volumes).by("sha256", sha256).length > 0) return;
  cluster.bytes.remove(sha256);
}
