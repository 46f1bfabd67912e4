/** Starting and stopping machines, as the workers do it. Source: vm_start and vm_stop of PVE::QemuServer. */

import type { Cluster } from "../cluster.ts";
import { unpluggedCard } from "../guests/bridges.ts";
import type { Guest } from "../guests/guest.ts";
import { demandUnlocked, isRunning, isTemplate, putGuest } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { nodes } from "../nodes/node.ts";
import { coresOf } from "../nodes/use.ts";
import { volumeNamed } from "../storage/access.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work, warn } from "../tasks/work.ts";
import { bootImage, powerOn } from "./boot.ts";
import { writeCloudInit } from "./cloud-init/drive.ts";
import { drivesOf } from "./drives.ts";
import { machineNow } from "./machine.ts";
import { forgetMemory, goOn } from "./memory.ts";
import { settle } from "./pending.ts";

/** Simulated seconds of QEMU's own start and end, and of a system that shuts down in order. */
const startSeconds = 1.5;
const stopSeconds = 1;
const shutdownSeconds = 4;
/** Seconds that Proxmox waits for a system to shut down when nobody says otherwise. */
const patience = 60;

export interface Patience {
  readonly timeout?: number | undefined;
  /** Whether to end a machine that does not shut down in time. */
  readonly force?: boolean | undefined;
  readonly skipLock?: boolean | undefined;
}

export function* startMachine(cluster: Cluster, at: Guest, { skipLock = false }: Patience = {}): Work {
  const guest = machineNow(cluster, at);
  if (isTemplate(guest)) throw refusal("you can't start a vm if it's a template");
  const suspended = guest.config.lock === "suspended";
  if (!skipLock && !suspended) demandUnlocked(guest);
  if (isRunning(guest)) throw refusal(`VM ${guest.vmid} already running`);
  if (suspended) yield* say("Resuming suspended VM");
  const settled = suspended ? guest : putGuest(cluster, settle(cluster, guest));
  demandHost(cluster, settled);
  if (writeCloudInit(cluster, settled)) yield* say("generating cloud-init ISO");
  if (settled.config.bios === "ovmf" && settled.config.efidisk0 === undefined) {
    yield* warn("no efidisk configured! Using temporary efivars disk.");
  }
  yield* takes(startSeconds);
  const now = machineNow(cluster, guest);
  if (isRunning(now)) throw refusal(`VM ${guest.vmid} already running`);
  yield* plugCards(cluster, now);
  powerOn(cluster, now);
  if (!suspended) return;
  goOn(cluster, now);
  forgetMemory(cluster, now);
}

/** QEMU runs a script for each card, and ends when one finds no bridge. */
function* plugCards(cluster: Cluster, guest: Guest): Work {
  const card = unpluggedCard(cluster, guest);
  if (!card) return;
  const script = "/usr/libexec/qemu-server/pve-bridge";
  const device = `type=tap,id=${card.name},ifname=tap${guest.vmid}i${card.name.slice(3)},script=${script},downscript=${script}down`;
  const vhost = card.model === "virtio" ? ",vhost=on" : "";
  yield* say(`bridge '${card.bridge}' does not exist`);
  yield* say(`kvm: -netdev ${device}${vhost}: network script ${script} failed with status 512`);
  throw refusal("start failed: QEMU exited with code 1");
}

/** What a host cannot give: more CPUs than it has, disks that are not there. */
function demandHost(cluster: Cluster, guest: Guest): void {
  const cores = cluster.state.table(nodes).get(guest.node)?.cores ?? 0;
  if (coresOf(guest) > cores) throw refusal(`MAX ${cores} vcpus allowed per VM on this node`);
  for (const [, drive] of drivesOf(guest.config)) {
    if (splitVolid(drive.file) !== undefined) volumeNamed(cluster, guest.node, drive.file);
  }
}

/** Pulls the plug. */
export function* stopMachine(cluster: Cluster, at: Guest, { skipLock = false }: Patience = {}): Work {
  const guest = machineNow(cluster, at);
  if (!skipLock) demandUnlocked(guest);
  if (!isRunning(guest)) return;
  yield* takes(stopSeconds);
  powerOff(cluster, guest);
}

/** Asks the system to shut down, by its agent or by ACPI, and waits for it. */
export function* shutdownMachine(
  cluster: Cluster,
  at: Guest,
  { timeout = patience, force = false, skipLock = false }: Patience,
): Work {
  const guest = machineNow(cluster, at);
  if (!skipLock) demandUnlocked(guest);
  if (guest.power.status !== "running") return;
  const needed = secondsToShutdown(cluster, guest);
  if (needed <= timeout) {
    yield* takes(needed);
  } else {
    yield* takes(timeout);
    if (!force) throw refusal("VM quit/powerdown failed - got timeout");
    yield* warn("VM still running - terminating now with SIGTERM");
    yield* takes(stopSeconds);
  }
  powerOff(cluster, guest);
}

/** A system that still boots shuts down once it is up; where there is none, or ACPI is off and no agent answers, never. */
function secondsToShutdown(cluster: Cluster, guest: Guest): number {
  const image = bootImage(cluster, guest);
  if (!image || guest.power.status !== "running") return Number.POSITIVE_INFINITY;
  const listens = Number(guest.config.acpi ?? 1) === 1 || (guest.config.agent !== undefined && image.agent);
  if (!listens) return Number.POSITIVE_INFINITY;
  const up = (cluster.clock.now() - guest.power.since) / 1000;
  return (guest.power.booted ? 0 : Math.max(0, image.bootSeconds - up)) + shutdownSeconds;
}

/** Ends QEMU, unless the machine was ended and started anew meanwhile. */
function powerOff(cluster: Cluster, before: Guest): void {
  const guest = machineNow(cluster, before);
  const same =
    guest.power.status === "running" && before.power.status === "running" && guest.power.pid === before.power.pid;
  if (same) putGuest(cluster, { ...guest, power: { status: "stopped" } });
}

/** Shuts down and starts again, with what was pending. */
export function* rebootMachine(cluster: Cluster, at: Guest, timeout: number | undefined): Work {
  yield* shutdownMachine(cluster, at, { timeout });
  yield* startMachine(cluster, at);
}
