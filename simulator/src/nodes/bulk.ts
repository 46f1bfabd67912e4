/** Starting and stopping all guests of a node in their order. Source: startall and stopall of PVE::API2::Nodes. */
import type { Cluster } from "../cluster.ts";
import { shownOptions } from "../datacenter/options.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { nameOf, type PowerWork, powerDown, powerUp, startupOf } from "../guests/power.ts";
import { beginTask, type Child } from "../tasks/child.ts";
import { say, takes, until, type Work } from "../tasks/work.ts";
import { nodes } from "./node.ts";

/** Seconds between two machines that say nothing else, so that they do not all boot at once. */
const usualDelay = { qemu: 3, lxc: 0 } as const;
/** Seconds that a system has to shut down when nobody says otherwise. */
export const usualTimeout = 180;

/** Guests of a node, templates left out. @param only numbers; default: all */
export function guestsOn(cluster: Cluster, node: string, only?: readonly number[]): Guest[] {
  return cluster.state
    .table(guests)
    .by("node", node)
    .filter(({ vmid, config }) => config.template !== 1 && (only?.includes(vmid) ?? true))
    .sort((a, b) => startupOf(a).order - startupOf(b).order || a.vmid - b.vmid);
}

/** Starts them one by one; those of one order run up together. @param user whose tasks they are @param workers most at once */
export function* startGuests(cluster: Cluster, list: readonly Guest[], user: string, workers?: number): Work {
  const running = new Set<Child>();
  for (const group of byOrder(list)) {
    const children: [Guest, Child][] = [];
    for (const guest of group.filter(({ power }) => power.status === "stopped")) {
      yield* roomFor(running, workers ?? usualWorkers(cluster, guest.node));
      yield* say(`Starting ${nameOf(guest)}`);
      children.push([guest, counted(running, begin(cluster, guest, user, powerUp(cluster, guest)))]);
      const { up } = startupOf(guest);
      if (up) yield* say(`Waiting for ${up} seconds (startup delay)`);
      yield* takes(up ?? usualDelay[guest.kind]);
    }
    for (const [guest, { ended }] of children) {
      const { exitstatus = "" } = yield* until(ended);
      if (exitstatus !== "OK" && !exitstatus.startsWith("WARNINGS: ")) {
        yield* say(`Starting ${nameOf(guest)} failed: ${exitstatus}`);
      }
    }
  }
}

/** How guests are stopped: seconds that each has, whether it is cut off after them, and how many are stopped at once. */
interface Stopping {
  readonly timeout?: number;
  readonly force?: boolean;
  readonly workers?: number | undefined;
}

/** Stops them, the last to start first. */
export function* stopGuests(
  cluster: Cluster,
  list: readonly Guest[],
  user: string,
  { timeout = usualTimeout, force = true, workers }: Stopping = {},
): Work {
  const running = new Set<Child>();
  for (const group of byOrder(list).reverse()) {
    const children: Child[] = [];
    for (const guest of group.filter(({ power }) => power.status === "running").reverse()) {
      const patience = startupOf(guest).down ?? timeout;
      yield* roomFor(running, workers ?? usualWorkers(cluster, guest.node));
      yield* say(`Stopping ${nameOf(guest)} (timeout = ${patience} seconds)`);
      children.push(counted(running, begin(cluster, guest, user, powerDown(cluster, guest, patience, force))));
    }
    for (const { ended } of children) yield* until(ended);
  }
}

const begin = (cluster: Cluster, { node, vmid }: Guest, user: string, { task, work }: PowerWork): Child =>
  beginTask(cluster, { node, type: task, id: String(vmid), user }, work);

/** Most tasks at once when nobody says: what the datacenter says, else one for each core. Source: get_max_workers. */
function usualWorkers(cluster: Cluster, node: string): number {
  const said = Number(shownOptions(cluster).max_workers ?? 0);
  return said > 0 ? said : (cluster.state.table(nodes).get(node)?.cores ?? 1);
}

/** Counts a child for as long as it runs. */
function counted(running: Set<Child>, child: Child): Child {
  running.add(child);
  void child.ended.then(() => running.delete(child));
  return child;
}

/** Waits until fewer than `most` run. */
function* roomFor(running: ReadonlySet<Child>, most: number): Work {
  while (running.size >= most) yield* until(Promise.race([...running].map(({ ended }) => ended)));
}

function byOrder(list: readonly Guest[]): Guest[][] {
  const groups = new Map<number, Guest[]>();
  for (const guest of list) {
    const { order } = startupOf(guest);
    groups.set(order, [...(groups.get(order) ?? []), guest]);
  }
  return [...groups.values()];
}
