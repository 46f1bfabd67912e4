/** Deletes a snapshot. Source: snapshot_delete of PVE::AbstractConfig. */
import type { Cluster } from "../../cluster.ts";
import { refusal } from "../../kernel/error.ts";
import { findVolume } from "../../storage/access.ts";
import { freeVolume } from "../../storage/images.ts";
import { dropVolumeSnapshot } from "../../storage/snapshots.ts";
import { takes, type Work, warn } from "../../tasks/work.ts";
import type { Config, Guest } from "../guest.ts";
import { demandUnlocked, guestNow, isTemplate, putGuest, snapshotOf, withConfig, withUnused } from "../record.ts";
import type { SnapshotFamily } from "./family.ts";

export interface Removal {
  readonly name: string;
  /** Removes it from the configuration even where a volume's snapshot is gone already. */
  readonly force?: boolean | undefined;
}

export function* removeSnapshot(cluster: Cluster, family: SnapshotFamily, at: Guest, removal: Removal): Work {
  const { name, force = false } = removal;
  const guest = guestNow(cluster, at);
  const snapshot = snapshotOf(guest, name);
  demandUnlocked(guest);
  if (isTemplate(guest)) throw refusal("you can't delete a snapshot if vm is a template");
  putGuest(cluster, {
    ...withConfig(guest, { lock: "snapshot-delete" }),
    snapshots: { ...guest.snapshots, [name]: { ...snapshot, snapstate: "delete" } },
  });
  try {
    yield* takes(0.5);
    const memory =
      snapshot.vmstate === undefined ? undefined : findVolume(cluster, guest.node, String(snapshot.vmstate));
    if (memory) freeVolume(cluster, memory);
    const detached: string[] = [];
    for (const [, volid] of family.volumesOf(snapshot)) {
      const volume = findVolume(cluster, guest.node, volid);
      if (volume && dropVolumeSnapshot(cluster, volume, name)) detached.push(volid);
      else if (force) yield* warn(`snapshot '${name}' of '${volid}' does not exist`);
      else throw refusal(`snapshot '${name}' of '${volid}' does not exist`);
    }
    putGuest(cluster, without(family, guestNow(cluster, guest), name, detached));
  } finally {
    putGuest(cluster, withConfig(guestNow(cluster, guest), { lock: undefined }));
  }
}

/** Children take the place of their parent; a volume that no option names any more is kept as unused. */
function without(family: SnapshotFamily, guest: Guest, name: string, volids: readonly string[]): Guest {
  const { [name]: gone, ...left } = guest.snapshots ?? {};
  const relinked = (config: Config): Config => {
    if (config.parent !== name) return config;
    const { parent: _, ...rest } = config;
    return gone?.parent === undefined ? rest : { ...rest, parent: gone.parent };
  };
  const named = new Set(family.volumesOf(guest.config).map(([, volid]) => volid));
  return {
    ...guest,
    config: volids.filter((volid) => !named.has(volid)).reduce(withUnused, relinked(guest.config)),
    snapshots: Object.fromEntries(Object.entries(left).map(([key, config]) => [key, relinked(config)])),
  };
}
