/** Gives a container's volume to another container on the same node. Source: the reassignment of move_volume in PVE::API2::LXC. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { demandUnlocked, guestNow, isRunning, isTemplate, putGuest, withConfig } from "../guests/record.ts";
import { PveError, refusal } from "../kernel/error.ts";
import { volumeNamed } from "../storage/access.ts";
import { hasFeature } from "../storage/features.ts";
import { giveVolume } from "../storage/rename.ts";
import type { Volume } from "../storage/slices.ts";
import { say, type Work, warn } from "../tasks/work.ts";
import { containerOn, demandDigest } from "./container.ts";
import { isUnusedName, kindOf, type Mount, parseMount, printMount } from "./mounts.ts";
import { usedBySnapshot } from "./move-volume.ts";
import { settle } from "./pending.ts";

export interface Gift {
  readonly node: string;
  readonly vmid: number;
  /** Option that names the volume. */
  readonly name: string;
  /** The container that gets it, and the option that will name it there. */
  readonly to: number;
  readonly targetName: string;
  readonly digest: string | undefined;
  readonly targetDigest: string | undefined;
}

interface Givable {
  readonly source: Guest;
  readonly target: Guest;
  readonly mount: Mount;
  readonly volume: Volume;
}

/** @throws 500 */
export function demandGivable(cluster: Cluster, gift: Gift): Givable {
  const { name, targetName, to, vmid } = gift;
  if (name === "rootfs" || targetName === "rootfs") throw refusal("Cannot move to/from 'rootfs'");
  if (isUnusedName(name) && !isUnusedName(targetName)) {
    throw refusal("Moving an unused volume to a used one is not possible");
  }
  const source = containerOn(cluster, gift);
  const there = cluster.state.table(guests).get(to);
  if (!there) throw refusal(`could not find CT ${to}`);
  if (there.node !== source.node) {
    throw refusal(`Both containers need to be on the same node (${source.node} != ${there.node})`);
  }
  demandUnlocked(source);
  const target = containerOn(cluster, { node: source.node, vmid: to });
  demandUnlocked(target);
  if (isTemplate(source) || isTemplate(target)) throw refusal("Can't move volumes from or to template CT");
  named(`Container ${vmid}`, () => demandDigest(source, gift.digest));
  named(`Container ${to}`, () => demandDigest(target, gift.targetDigest));
  const text = source.config[name];
  if (text === undefined) throw refusal(`volume '${name}' for container '${vmid}' does not exist`);
  if (target.config[targetName] !== undefined) {
    throw refusal(`Target volume key '${targetName}' is already in use for container '${to}'`);
  }
  const mount: Mount = isUnusedName(name) ? { volume: String(text) } : parseMount(name, text);
  if (usedBySnapshot(source, mount.volume)) {
    throw refusal("Cannot move volume used by a snapshot to another container");
  }
  if (kindOf(mount) !== "volume") throw refusal("Storage does not support moving of this disk to another container");
  const volume = volumeNamed(cluster, source.node, mount.volume);
  if (!hasFeature(cluster, volume, "rename")) {
    throw refusal("Storage does not support moving of this disk to another container");
  }
  if (isRunning(source) && !isUnusedName(name)) {
    throw refusal("Cannot move in-use volume while the source CT is running - detach or shutdown first");
  }
  return { source, target, mount, volume };
}

function named(who: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    throw error instanceof PveError ? refusal(`${who}: ${error.message}`) : error;
  }
}

export function* giveToContainer(cluster: Cluster, gift: Gift): Work {
  const { name, targetName, to, vmid } = gift;
  const { source, target, mount, volume } = demandGivable(cluster, gift);
  yield* say(`moving volume '${name}' from container '${vmid}' to '${to}'`);
  const given = giveVolume(cluster, source.node, volume, to);
  yield* say(`removing volume '${name}' from container '${vmid}' config`);
  putGuest(cluster, withConfig(guestNow(cluster, source), { [name]: undefined }));
  if (isUnusedName(targetName)) {
    putGuest(cluster, withConfig(guestNow(cluster, target), { [targetName]: given.volid }));
  } else {
    const now = guestNow(cluster, target);
    const text = printMount(targetName, { ...mount, volume: given.volid });
    const settled = settle(cluster, { ...now, pending: { ...now.pending, [targetName]: text } }, new Set([targetName]));
    for (const fault of Object.values(settled.errors)) yield* warn(fault.trimEnd());
    putGuest(cluster, settled.guest);
  }
  yield* say(`target container '${to}' updated with '${targetName}'`);
}
