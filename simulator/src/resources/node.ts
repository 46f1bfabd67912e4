/** A node as the list of nodes and the cluster's resources both tell of it. Source: PVE::API2Tools, extract_node_stats. */
import type { Cluster } from "../cluster.ts";
import type { Node } from "../nodes/node.ts";
import { nodeUse } from "../nodes/use.ts";
import type { Caller } from "../permission/caller.ts";
import { levelOf } from "../subscription/subscription.ts";

/** What everybody may know of it, and, of one that answers, the figures for who may look at it. */
export function nodeResource(cluster: Cluster, node: Node, caller: Caller) {
  const id = `node/${node.name}`;
  const level = levelOf(cluster, node.name);
  const told = { id, type: "node", node: node.name, status: node.online ? "online" : "offline", level };
  if (!node.online || !caller.can(`/nodes/${node.name}`, ["Sys.Audit"])) return told;
  return Object.assign(told, figuresOf(cluster, node));
}

function figuresOf(cluster: Cluster, node: Node) {
  const { cpu, memory, root } = nodeUse(cluster, node);
  return {
    cpu,
    maxcpu: node.cores,
    mem: memory,
    maxmem: node.memory,
    disk: root,
    maxdisk: node.rootSize,
    uptime: cluster.clock.seconds() - node.bootedAt,
  };
}
