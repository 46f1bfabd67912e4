/** Moves one of a stopped container's volumes to another storage. Source: move_volume of PVE::API2::LXC. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Guest } from "../guests/guest.ts";
import { demandUnlocked, isRunning, isTemplate, putGuest, withConfig, withUnused } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { printSize } from "../schema/sizes.ts";
import { volumeNamed } from "../storage/access.ts";
import { freeVolume, makeBase } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { takes, type Work } from "../tasks/work.ts";
import { containerOn, demandDigest } from "./container.ts";
import { isUnusedName, kindOf, type Mount, parseMount, printMount, volumesOf } from "./mounts.ts";
import { allocateFileSystem } from "./volumes.ts";

export interface Move {
  readonly node: string;
  readonly vmid: number;
  /** Option that mounts the volume. */
  readonly name: string;
  readonly storage: string;
  readonly digest: string | undefined;
  /** Whether to delete the original; else it is kept as unused. */
  readonly remove: boolean;
}

interface Movable {
  readonly guest: Guest;
  readonly mount: Mount;
  readonly volume: Volume;
}

/** @throws 500 */
export function demandMovable(cluster: Cluster, move: Move): Movable {
  const guest = containerOn(cluster, move);
  demandUnlocked(guest);
  if (isRunning(guest)) throw refusal("cannot move volumes of a running container");
  if (isUnusedName(move.name)) {
    throw refusal(`cannot move volume '${move.name}', only configured volumes can be moved to another storage`);
  }
  const text = guest.config[move.name];
  if (text === undefined) throw refusal("format error\nvolume: property is missing and it is not optional");
  const mount = parseMount(move.name, text);
  if (kindOf(mount) !== "volume") throw refusal(`cannot copy volumes of type ${kindOf(mount)}`);
  if (move.remove && usedBySnapshot(guest, mount.volume)) {
    throw refusal("you can't move a volume with snapshots and delete the source");
  }
  demandDigest(guest, move.digest);
  return { guest, mount, volume: volumeNamed(cluster, guest.node, mount.volume) };
}

export const usedBySnapshot = ({ snapshots = {} }: Guest, volid: string): boolean =>
  Object.values(snapshots).some((config) => volumesOf(config).some(([, used]) => used === volid));

export function* moveToStorage(cluster: Cluster, move: Move): Work {
  const { guest, mount, volume } = demandMovable(cluster, move);
  putGuest(cluster, withConfig(guest, { lock: "disk" }));
  let copy: Volume | undefined;
  try {
    yield* takes(0.1);
    const { node, vmid } = guest;
    copy = allocateFileSystem(cluster, { node, vmid, storage: move.storage, size: volume.size, from: volume });
    yield* takes(copySeconds(volume.used));
    const now = containerOn(cluster, move);
    const settled = isTemplate(now) ? makeBase(cluster, node, copy) : copy;
    const moved = printMount(move.name, { ...mount, volume: settled.volid, size: printSize(settled.size) });
    copy = undefined;
    if (move.remove) freeVolume(cluster, volume);
    const config = { ...now.config, [move.name]: moved };
    putGuest(cluster, { ...now, config: move.remove ? config : withUnused(config, volume.volid) });
  } finally {
    if (copy) freeVolume(cluster, copy);
    putGuest(cluster, withConfig(containerOn(cluster, move), { lock: undefined }));
  }
}
