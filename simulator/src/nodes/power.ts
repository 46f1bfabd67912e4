/** A node that goes down and comes up. */
import type { Cluster } from "../cluster.ts";
import { takes, type Work } from "../tasks/work.ts";
import { guestsOn, startGuests, stopGuests } from "./bulk.ts";
import { nodes } from "./node.ts";

/** Simulated seconds from power-on until the node is a member of the cluster again. */
const bootSeconds = 60;

/** Takes a node out of the cluster at once, as a pulled plug does. */
export function takeOffline(cluster: Cluster, name: string): void {
  const node = cluster.state.table(nodes).get(name);
  if (node) cluster.state.table(nodes).put(name, { ...node, online: false });
}

/** Shuts a node down in order: its guests first. @param restart whether it comes up again */
export function* shutDownNode(cluster: Cluster, name: string, restart: boolean): Work {
  yield* takes(2);
  yield* stopGuests(cluster, guestsOn(cluster, name), "root@pam");
  yield* takes(5);
  takeOffline(cluster, name);
  if (!restart) return;
  const node = cluster.state.table(nodes).get(name);
  if (node) cluster.state.table(nodes).put(name, { ...node, restarting: true });
  yield* bootNode(cluster, name);
}

/** Brings a node up, then the guests that start with it. */
export function* bootNode(cluster: Cluster, name: string): Work {
  yield* takes(bootSeconds);
  const { restarting: _, ...node } = cluster.state.table(nodes).get(name) ?? {};
  if (!("name" in node) || node.online) return;
  cluster.state.table(nodes).put(name, { ...node, online: true, bootedAt: cluster.clock.seconds() });
  const starting = guestsOn(cluster, name).filter(({ config }) => config.onboot === 1);
  yield* startGuests(cluster, starting, "root@pam");
}
