/** Takes a snapshot of a guest: of its configuration, its volumes and, where asked for, its memory. Source: snapshot_create of PVE::AbstractConfig. */
import type { Cluster } from "../../cluster.ts";
import { refusal } from "../../kernel/error.ts";
import { findVolume } from "../../storage/access.ts";
import { hasFeature } from "../../storage/features.ts";
import type { Volume } from "../../storage/slices.ts";
import { dropVolumeSnapshot, snapshotVolume } from "../../storage/snapshots.ts";
import { say, takes, type Work, warn } from "../../tasks/work.ts";
import type { Config, Guest } from "../guest.ts";
import { definedOnly, demandUnlocked, guestNow, isRunning, isTemplate, putGuest, withConfig } from "../record.ts";
import { carried } from "./carried.ts";
import type { SnapshotFamily } from "./family.ts";

export interface SnapshotRequest {
  readonly name: string;
  readonly description?: string | undefined;
  /** Whether to save the memory of a running machine too. */
  readonly memory?: boolean | undefined;
}

/** Simulated seconds of a snapshot of all volumes. */
const snapshotSeconds = 0.5;

export function* createSnapshot(cluster: Cluster, family: SnapshotFamily, at: Guest, request: SnapshotRequest): Work {
  const { name } = request;
  const guest = guestNow(cluster, at);
  if (isTemplate(guest)) throw refusal("you can't take a snapshot if it's a template");
  demandUnlocked(guest);
  if (request.memory) family.memory?.demand(guest);
  if (guest.snapshots?.[name]) throw refusal(`snapshot name '${name}' already used`);
  const covered = coveredVolumes(cluster, family, guest);
  yield* unlinkFormer(cluster, guest, name);
  const snapshot = definedOnly({
    ...carried(guest.config),
    description: request.description || undefined,
    snaptime: cluster.clock.seconds(),
    snapstate: "prepare",
  });
  putGuest(cluster, withSnapshot(withConfig(guestNow(cluster, guest), { lock: "snapshot" }), name, snapshot));
  const taken: Volume[] = [];
  try {
    const memory = request.memory && isRunning(guest) ? yield* saveMemory(cluster, family, guest, name) : {};
    for (const [option, volume] of covered) {
      const line = family.told?.(option, volume.volid);
      if (line !== undefined) yield* say(line);
      snapshotVolume(cluster, volume, name);
      taken.push(volume);
    }
    yield* takes(snapshotSeconds);
    const { snapstate: _, ...done } = { ...snapshot, ...memory };
    putGuest(cluster, {
      ...withSnapshot(guestNow(cluster, guest), name, done),
      ...{ config: withConfig(guestNow(cluster, guest), { lock: undefined, parent: name }).config },
    });
  } catch (error) {
    for (const { volid } of taken) {
      const volume = findVolume(cluster, guest.node, volid);
      if (volume) dropVolumeSnapshot(cluster, volume, name);
    }
    const now = withConfig(guestNow(cluster, guest), { lock: undefined });
    const { [name]: _, ...left } = now.snapshots ?? {};
    putGuest(cluster, { ...now, snapshots: left });
    throw error;
  }
}

/** @throws 500 when one of the guest's volumes is a path, or lies where there are no snapshots */
function coveredVolumes(cluster: Cluster, family: SnapshotFamily, guest: Guest): [string, Volume][] {
  return family.volumesOf(guest.config).map(([option, volid]) => {
    const volume = findVolume(cluster, guest.node, volid);
    if (!volume || !hasFeature(cluster, volume, "snapshot")) throw refusal("snapshot feature is not available");
    return [option, volume];
  });
}

/** A snapshot that names a former one of this name as its parent would close a circle. */
function* unlinkFormer(cluster: Cluster, guest: Guest, name: string): Work {
  for (const [child, config] of Object.entries(guest.snapshots ?? {})) {
    if (config.parent !== name) continue;
    yield* warn(`deleting parent '${name}' reference from '${child}' to avoid bogus snapshot cycle.`);
    const { parent: _, ...orphan } = config;
    putGuest(cluster, withSnapshot(guestNow(cluster, guest), child, orphan));
  }
}

function* saveMemory(cluster: Cluster, family: SnapshotFamily, guest: Guest, name: string): Work<Config> {
  return family.memory ? yield* family.memory.save(cluster, guest, name) : {};
}

const withSnapshot = (guest: Guest, name: string, snapshot: Config): Guest => ({
  ...guest,
  snapshots: { ...guest.snapshots, [name]: snapshot },
});
