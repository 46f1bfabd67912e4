/** A container's part of its backup. Source: PVE::VZDump::LXC. */
import { volumesOf } from "../backup/coverage.ts";
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Guest } from "../guests/guest.ts";
import { guestNow, isRunning } from "../guests/record.ts";
import { kindOf, parseMount } from "../lxc/mounts.ts";
import { startContainer, stopContainer } from "../lxc/power.ts";
import { findVolume } from "../storage/access.ts";
import { hasFeature } from "../storage/features.ts";
import { takes, type Work } from "../tasks/work.ts";
import type { GuestPart, Included } from "./guest-part.ts";
import { info } from "./log.ts";
import { bytesText } from "./texts.ts";

function* prepare(_: Cluster, guest: Guest): Work<Included> {
  if (guest.config.hostname !== undefined) yield* info(`CT Name: ${guest.config.hostname}`);
  const taken: [string, string][] = [];
  for (const { key, volume, included, reason } of volumesOf(guest)) {
    const mount = parseMount(key, String(guest.config[key]));
    const at = key === "rootfs" ? "/" : mount.mp;
    if (included) {
      yield* info(`including mount point ${key} ('${at}') in backup`);
      taken.push([key, volume]);
    } else yield* info(`excluding ${kindOf(mount)} mount point ${key} ('${at}') from backup (${reason})`);
  }
  return taken;
}

function* transfer(
  cluster: Cluster,
  guest: Guest,
  { included, mode }: { readonly included: Included; readonly mode: string },
): Work {
  const used = included.reduce((sum, [, volid]) => sum + (findVolume(cluster, guest.node, volid)?.used ?? 0), 0);
  if (mode === "suspend") yield* info("starting first sync /proc/self/root/ to temporary directory");
  if (mode === "snapshot") yield* info("create storage snapshot 'vzdump'");
  const seconds = copySeconds(used);
  yield* takes(seconds);
  yield* info(`Total bytes written: ${used} (${bytesText(used)}, ${bytesText(used / seconds)}/s)`);
  if (mode === "snapshot") yield* info("cleanup temporary 'vzdump' snapshot");
}

export const containerPart: GuestPart = {
  prepare,
  snapshots: (cluster, guest, included) =>
    included.every(([, volid]) => {
      const volume = findVolume(cluster, guest.node, volid);
      return volume !== undefined && hasFeature(cluster, volume, "snapshot");
    }),
  *stop(cluster, guest) {
    yield* stopContainer(cluster, guest, { skipLock: true });
  },
  *restart(cluster, guest) {
    if (!isRunning(guestNow(cluster, guest))) yield* startContainer(cluster, guest);
  },
  transfer,
};
