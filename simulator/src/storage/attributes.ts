/** Notes and protection of backups. Source: update_volume_attribute of PVE::Storage and DirPlugin. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { storageNamed } from "./access.ts";
import { backupType } from "./listing.ts";
import { type Storage, type Volume, volumeKey, volumes } from "./slices.ts";

export interface Attributes {
  readonly notes?: string | undefined;
  readonly protected?: boolean | undefined;
}

/** @throws 500 for a volume that is no backup, and when a guest has as many protected ones as it may */
export function setAttributes(
  cluster: Cluster,
  caller: Caller,
  volume: Volume,
  { notes, protected: wanted }: Attributes,
): void {
  const storage = storageNamed(cluster, volume.storage);
  if (volume.content !== "backup") {
    if (storage.options.path === undefined) {
      throw refusal(
        `attribute '${notes === undefined ? "protected" : "notes"}' is not supported for storage type '${storage.type}'`,
      );
    }
    if (notes !== undefined) throw refusal("only backups can have notes");
    if (wanted !== undefined) throw refusal("only backups support attribute 'protected'");
  }
  if (wanted && !volume.protected) demandRoomForProtected(cluster, caller, storage, volume);
  const { notes: oldNotes, protected: before = false, ...rest } = volume;
  const text = notes ?? oldNotes;
  const kept = wanted ?? before;
  cluster.state.table(volumes).put(volumeKey(volume.place, volume.volid), {
    ...rest,
    ...(text !== undefined && text !== "" && { notes: text }),
    ...(kept && { protected: true }),
  });
}

/** Backups of a guest that users without Datastore.Allocate may protect, where the storage does not say. */
const usualLimit = 5;

/** How many backups of a guest may be protected; -1 for any number. */
export function protectedLimit(caller: Caller, storage: Storage): number {
  const own = storage.options["max-protected-backups"];
  if (own !== undefined) return Number(own);
  return caller.can(`/storage/${storage.storage}`, ["Datastore.Allocate"]) ? -1 : usualLimit;
}

function demandRoomForProtected(cluster: Cluster, caller: Caller, storage: Storage, volume: Volume): void {
  const limit = protectedLimit(caller, storage);
  if (limit < 0 || volume.vmid === undefined) return;
  const type = backupType(storage, volume);
  const siblings = cluster.state
    .table(volumes)
    .by("guest", volume.vmid)
    .filter(({ place, content }) => place === volume.place && content === "backup");
  const count = siblings.filter((other) => other.protected && backupType(storage, other) === type).length;
  if (count >= limit) {
    throw refusal(`The number of protected backups per guest is limited to ${limit} on storage '${storage.storage}'`);
  }
}
