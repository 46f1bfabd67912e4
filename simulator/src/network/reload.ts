/** A node takes over its waiting interfaces, and what runs of the software-defined network. Source: PVE::API2::Network, reload_network_config. */
import type { Cluster } from "../cluster.ts";
import { generateOn } from "../sdn/interfaces-file.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { applyPending } from "./network.ts";

export function* reloadNetwork(cluster: Cluster, node: string): Work {
  yield* say("ifreload -a");
  yield* takes(2);
  applyPending(cluster, node);
  generateOn(cluster, node);
}
