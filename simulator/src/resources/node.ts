/** A node as the list of nodes and the cluster's resources both tell of it. Source: PVE::API2Tools, extract_node_stats. */
import type { Cluster } from "../cluster.ts";
import type { Node } from "../nodes/node.ts";
import { nodeUse } from "../nodes/use.ts";
import type { Caller } from "../permission/caller.ts";
import { levelOf } from "../subscription/subscription.ts";

/** What everybody may know of it, and, of one that answers, the figures for who may look at it. */
export function nodeResource(cluster: Cluster, node: Node, caller: Caller) {
  const facts = {
    id: `node/${node.name}`,
    type: "node",
    node: node.name,
    status: node.online ? "online" : "offline",
    level: levelOf(cluster, node.name),
  };
  if (!node.online || !caller.can(`/nodes/${node.name}`, ["Sys.Audit"])) return facts;
  const use = nodeUse(cluster, node);
  return {
    ...facts,
    cpu: use.cpu,
    maxcpu: node.cores,
    mem: use.memory,
    maxmem: node.memory,
    disk: use.root,
    maxdisk: node.rootSize,
    uptime: cluster.clock.seconds() - node.bootedAt,
  };
}
