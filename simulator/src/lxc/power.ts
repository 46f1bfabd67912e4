/** Starting and stopping containers, as the workers do it. Source: vm_start, vm_stop and vm_reboot of PVE::LXC. */
import type { Cluster } from "../cluster.ts";
import { unpluggedCard } from "../guests/bridges.ts";
import type { Guest } from "../guests/guest.ts";
import { demandUnlocked, guestNow, isRunning, isTemplate, putGuest } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { volumeNamed } from "../storage/access.ts";
import { say, takes, type Work, warn } from "../tasks/work.ts";
import { isUnprivileged } from "./container.ts";
import { idMapOf } from "./id-map.ts";
import { mountsOf, volumesOf } from "./mounts.ts";
import { settle } from "./pending.ts";

/** Simulated seconds until a container's first process runs, until its system is up, of a hard stop and of an orderly end. */
const startSeconds = 1;
const bootSeconds = 2;
const stopSeconds = 0.5;
const shutdownSeconds = 2;
/** Seconds that Proxmox waits for an orderly end when nobody says otherwise. */
const patience = 60;

export interface Patience {
  readonly timeout?: number | undefined;
  /** Whether to end a container that does not shut down in time. */
  readonly force?: boolean | undefined;
  readonly skipLock?: boolean | undefined;
}

export function* startContainer(cluster: Cluster, at: Guest, { skipLock = false }: Patience = {}): Work {
  const guest = guestNow(cluster, at);
  if (isTemplate(guest)) throw refusal("you can't start a CT if it's a template");
  if (!skipLock && guest.config.lock !== "mounted") demandUnlocked(guest);
  if (isRunning(guest)) throw refusal(`CT ${guest.vmid} already running`);
  if (isUnprivileged(guest) && mountsOf(guest.config).some(([, { quota }]) => quota === "1")) {
    throw refusal("Quotas are not supported by unprivileged containers.");
  }
  const settled = putGuest(cluster, settle(cluster, guest).guest);
  for (const [, volid] of volumesOf(settled.config)) volumeNamed(cluster, settled.node, volid);
  yield* takes(startSeconds);
  const now = guestNow(cluster, guest);
  if (isRunning(now)) throw refusal(`CT ${guest.vmid} already running`);
  const card = unpluggedCard(cluster, now);
  if (card) {
    yield* say(`bridge '${card.bridge}' does not exist`);
    throw refusal(`startup for container '${guest.vmid}' failed`);
  }
  powerOn(cluster, now);
}

/** Its first process runs; its system comes up in the background. */
function powerOn(cluster: Cluster, guest: Guest): void {
  const pid = 1_000 + cluster.random.below(3_000_000);
  const ids = idMapOf(guest.config);
  putGuest(cluster, { ...guest, power: { status: "running", pid, since: cluster.clock.now(), booted: false, ids } });
  cluster.tasks.background(comeUp(cluster, guest, pid));
}

function* comeUp(cluster: Cluster, before: Guest, pid: number): Work {
  yield* takes(bootSeconds);
  const guest = guestNow(cluster, before);
  if (guest.power.status !== "running" || guest.power.pid !== pid) return;
  putGuest(cluster, { ...guest, power: { ...guest.power, booted: true } });
}

/** Kills all of its processes. */
export function* stopContainer(cluster: Cluster, at: Guest, { skipLock = false }: Patience = {}): Work {
  const guest = guestNow(cluster, at);
  if (!skipLock && guest.config.lock !== "mounted") demandUnlocked(guest);
  if (!isRunning(guest)) return;
  yield* takes(stopSeconds);
  powerOff(cluster, guest);
}

/** Asks its first process to shut down, and waits for it. */
export function* shutDownContainer(cluster: Cluster, at: Guest, { timeout = patience, force = false }: Patience): Work {
  const guest = guestNow(cluster, at);
  demandUnlocked(guest);
  yield* endContainer(cluster, guest, { timeout, force });
}

function* endContainer(cluster: Cluster, guest: Guest, { timeout, force }: { timeout: number; force: boolean }): Work {
  if (guest.power.status !== "running") return;
  const up = (cluster.clock.now() - guest.power.since) / 1000;
  const needed = (guest.power.booted ? 0 : Math.max(0, bootSeconds - up)) + shutdownSeconds;
  yield* takes(Math.min(needed, timeout));
  if (needed > timeout && !force) {
    yield* warn(`command 'lxc-stop -n ${guest.vmid} --nokill --timeout ${timeout}' failed: exit code 1`);
    throw refusal("container did not stop");
  }
  powerOff(cluster, guest);
}

/** Ends it, unless it was ended and started anew meanwhile. */
function powerOff(cluster: Cluster, before: Guest): void {
  const guest = guestNow(cluster, before);
  const same =
    guest.power.status === "running" && before.power.status === "running" && guest.power.pid === before.power.pid;
  if (same) putGuest(cluster, { ...guest, power: { status: "stopped" } });
}

/** Shuts down, with force when it takes too long, and starts again, with what was pending. A lock does not hinder it. */
export function* rebootContainer(cluster: Cluster, at: Guest, timeout = patience): Work {
  const guest = guestNow(cluster, at);
  if (!isRunning(guest)) return;
  yield* endContainer(cluster, guest, { timeout, force: true });
  yield* startContainer(cluster, guest, { skipLock: true });
}
