/** A machine's part of its backup. Source: PVE::VZDump::QemuServer. */
import { volumesOf } from "../backup/coverage.ts";
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Guest } from "../guests/guest.ts";
import { guestNow, isRunning } from "../guests/record.ts";
import { agentEnabled } from "../qemu/agent.ts";
import { parseDrive } from "../qemu/drives.ts";
import { shutdownMachine, startMachine } from "../qemu/power.ts";
import { findVolume } from "../storage/access.ts";
import { takes, type Work } from "../tasks/work.ts";
import type { GuestPart } from "./guest-part.ts";
import { info } from "./log.ts";
import { bytesText } from "./texts.ts";

/** Seconds of the agent's freeze and thaw. */
const freezeSeconds = 0.5;

function* prepare(_: Cluster, guest: Guest): Work<[name: string, volid: string][]> {
  if (guest.config.name !== undefined) yield* info(`VM Name: ${guest.config.name}`);
  const included: [string, string][] = [];
  for (const { key, volume, included: taken, reason } of volumesOf(guest)) {
    if (!taken) {
      yield* info(`exclude disk '${key}' '${volume}' (${reason})`);
      continue;
    }
    const { size } = parseDrive(key, String(guest.config[key]));
    yield* info(`include disk '${key}' '${volume}'${size === undefined ? "" : ` ${size}`}`);
    included.push([key, volume]);
  }
  return included;
}

function* transfer(
  cluster: Cluster,
  guest: Guest,
  { included }: { readonly included: readonly (readonly [string, string])[] },
): Work {
  for (const name of Object.keys(guest.config)) {
    if (/^unused\d+$/.test(name)) yield* info(`skip unused drive '${guest.config[name]}' (not included into backup)`);
  }
  if (Object.keys(guest.snapshots ?? {}).length > 0) yield* info("snapshots found (not included into backup)");
  if (Object.keys(guest.pending).length > 0)
    yield* info("pending configuration changes found (not included into backup)");
  const running = isRunning(guestNow(cluster, guest));
  if (!running) yield* info("starting kvm to execute backup task");
  const frozen = running && agentEnabled(guest);
  if (frozen) yield* info("issuing guest-agent 'fs-freeze' command");
  if (frozen) yield* takes(freezeSeconds);
  if (frozen) yield* info("issuing guest-agent 'fs-thaw' command");
  yield* info(`started backup task '${cluster.random.uuid()}'`);
  if (running) yield* info("resuming VM again");
  const disks = included.map(([, volid]) => findVolume(cluster, guest.node, volid));
  const size = disks.reduce((sum, disk) => sum + (disk?.size ?? 0), 0);
  const used = disks.reduce((sum, disk) => sum + (disk?.used ?? 0), 0);
  const seconds = copySeconds(used);
  yield* takes(seconds);
  const took = Math.max(1, Math.round(seconds));
  yield* info(
    `100% (${bytesText(size)} of ${bytesText(size)}) in ${took}s, read: ${bytesText(size / took)}/s, write: ${bytesText(used / took)}/s`,
  );
  if (used < size) {
    yield* info(
      `backup is sparse: ${bytesText(size - used)} (${Math.floor(((size - used) * 100) / size)}%) total zero data`,
    );
  }
  yield* info(`transferred ${bytesText(size)} in ${took} seconds (${bytesText(size / took)}/s)`);
  if (!running) yield* info("stopping kvm after backup task");
}

export const machinePart: GuestPart = {
  prepare,
  snapshots: () => true,
  /** QEMU reads the disks itself: the machine is up again before they are read. */
  *stop(cluster, guest, minutes) {
    yield* shutdownMachine(cluster, guest, { timeout: minutes * 60, skipLock: true });
    yield* startMachine(cluster, guest, { skipLock: true });
  },
  *restart() {},
  transfer,
};
