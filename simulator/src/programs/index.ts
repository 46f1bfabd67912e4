/** Proxmox's own programs on a node. They call the API as anyone does, through its own endpoints. */
import type { Cluster } from "../cluster.ts";
import type { Router } from "../kernel/router.ts";
import type { Command } from "../ssh/shell/system.ts";
import { localApi } from "./local-api.ts";
import { pct } from "./pct/index.ts";
import { pvesh } from "./pvesh/index.ts";
import { pvesm } from "./pvesm/index.ts";
import { qm } from "./qm/index.ts";
import { zfs } from "./zfs/zfs.ts";

export function programs(cluster: Cluster, router: Router, node: string): readonly Command[] {
  const api = localApi(cluster, router, node);
  return [qm(api), pct(api), pvesm(api), pvesh(api), zfs(cluster, node)];
}
