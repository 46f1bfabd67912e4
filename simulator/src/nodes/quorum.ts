/** Whether enough nodes are up to decide anything. Source: PVE::Cluster, check_cfs_quorum. */
import type { Cluster } from "../cluster.ts";
import type { Endpoint } from "../kernel/endpoint.ts";
import { refusal } from "../kernel/error.ts";
import { nodes } from "./node.ts";

export function isQuorate(cluster: Cluster): boolean {
  const members = [...cluster.state.table(nodes).all()];
  return members.filter(({ online }) => online).length * 2 > members.length;
}

/** What is written below /etc/pve, which is read-only without a quorum. A node's own files are not. */
const shared = /^\/(cluster|pools|storage|access\/(?!ticket|vncticket))|^\/nodes\/\{node\}\/(qemu|lxc|vzdump|config)/;

/** @throws 500 for a change to what the nodes share, when too few of them are up */
export function demandQuorum(cluster: Cluster, { method, path }: Pick<Endpoint, "method" | "path">): void {
  if (method !== "GET" && shared.test(path) && !isQuorate(cluster)) throw refusal("cluster not ready - no quorum?");
}
