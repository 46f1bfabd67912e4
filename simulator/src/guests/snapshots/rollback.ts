/** Takes a guest back to a snapshot. Source: snapshot_rollback of PVE::AbstractConfig. */
import type { Cluster } from "../../cluster.ts";
import { refusal } from "../../kernel/error.ts";
import { volumeNamed } from "../../storage/access.ts";
import { demandRollback, rollbackVolume } from "../../storage/snapshots.ts";
import { takes, type Work } from "../../tasks/work.ts";
import type { Config, Guest } from "../guest.ts";
import {
  demandUnlocked,
  guestNow,
  isRunning,
  isTemplate,
  labelOf,
  putGuest,
  snapshotOf,
  withConfig,
  withUnused,
} from "../record.ts";
import { carried } from "./carried.ts";
import type { SnapshotFamily } from "./family.ts";

export interface Rollback {
  readonly name: string;
  /** Whether to start the guest afterwards; one whose memory was saved runs in any case. */
  readonly start?: boolean | undefined;
}

export function* rollBack(cluster: Cluster, family: SnapshotFamily, at: Guest, { name, start }: Rollback): Work {
  const guest = guestNow(cluster, at);
  if (isTemplate(guest)) throw refusal("you can't rollback if vm is a template");
  const snapshot = snapshotOf(guest, name);
  const volids = family.volumesOf(snapshot).map(([, volid]) => volid);
  for (const volid of volids) demandRollback(cluster, volumeNamed(cluster, guest.node, volid), name);
  if (snapshot.snapstate !== undefined) {
    throw refusal(`unable to rollback to incomplete snapshot (snapstate = ${snapshot.snapstate})`);
  }
  demandUnlocked(guest);
  yield* family.stop(cluster, guest);
  const stopped = guestNow(cluster, guest);
  if (isRunning(stopped))
    throw refusal(`unable to rollback vm ${guest.vmid}: ${labelOf(guest).toLowerCase()} is running`);
  putGuest(cluster, withConfig(stopped, { lock: "rollback" }));
  try {
    yield* takes(0.5);
    for (const volid of volids) rollbackVolume(cluster, volumeNamed(cluster, guest.node, volid), name);
    const now = guestNow(cluster, guest);
    putGuest(cluster, { ...now, config: configAfter(cluster, family, now, snapshot, name), pending: {} });
  } finally {
    putGuest(cluster, withConfig(guestNow(cluster, guest), { lock: undefined }));
  }
  const back = guestNow(cluster, guest);
  if (snapshot.vmstate !== undefined && family.memory) yield* family.memory.resume(cluster, back, snapshot);
  else if (start) yield* family.start(cluster, back);
}

/** The snapshot's options; the description and what is unused stay, and volumes that the snapshot does not know become unused. */
function configAfter(cluster: Cluster, family: SnapshotFamily, guest: Guest, snapshot: Config, name: string): Config {
  const kept = Object.fromEntries(
    Object.entries(guest.config).filter(([key]) => key === "description" || /^unused\d+$/.test(key)),
  );
  const known = new Set(family.volumesOf(snapshot).map(([, volid]) => volid));
  const strange = family
    .volumesOf(guest.config)
    .map(([, volid]) => volid)
    .filter((volid) => !known.has(volid) && !volid.startsWith("/"));
  const unused = Object.fromEntries(
    Object.entries(strange.reduce(withUnused, kept)).filter(([, value]) => !known.has(String(value))),
  );
  const applied = { ...unused, ...carried(snapshot), parent: name };
  return family.restored?.(cluster, applied) ?? applied;
}
