/** Which storages a node has, and who may use a volume. Source: PVE::Storage, storage_check_enabled and check_volume_access. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { type ContentType, placeOf, type Storage, storages, type Volume, volumeKey, volumes } from "./slices.ts";
import { parseVolumeName, splitVolid } from "./volume-name.ts";

/** @throws 500 `storage 'x' does not exist` */
export function storageNamed(cluster: Cluster, id: string): Storage {
  const storage = cluster.state.table(storages).get(id);
  if (!storage) throw refusal(`storage '${id}' does not exist`);
  return storage;
}

export const isOnNode = (storage: Storage, node: string): boolean =>
  storage.nodes === undefined || storage.nodes.includes(node);

/** @throws 500 when the storage does not exist, is disabled, or is not on that node */
export function storageOn(cluster: Cluster, node: string, id: string): Storage {
  const storage = storageNamed(cluster, id);
  if (storage.disabled) throw refusal(`storage '${id}' is disabled`);
  if (!isOnNode(storage, node)) throw refusal(`storage '${id}' is not available on node '${node}'`);
  return storage;
}

/** A volume as a node sees it. */
export function findVolume(cluster: Cluster, node: string, volid: string): Volume | undefined {
  const storage = cluster.state.table(storages).get(splitVolid(volid)?.storage ?? "");
  return storage && cluster.state.table(volumes).get(volumeKey(placeOf(storage, node), volid));
}

/** @throws 500 in the words with which the storage's program misses a file */
export function volumeNamed(cluster: Cluster, node: string, volid: string): Volume {
  const volume = findVolume(cluster, node, volid);
  if (!volume) throw refusal(`volume '${volid}' does not exist`);
  return volume;
}

/**
 * Whether the caller may use a volume for a guest.
 * @param vmid the guest that would own it
 * @param content what it must be
 * @throws 403 or 500
 */
export function demandVolume(
  cluster: Cluster,
  caller: Caller,
  volid: string,
  { vmid, content }: { vmid?: number; content?: ContentType } = {},
): void {
  const split = splitVolid(volid);
  if (!split) {
    if (!caller.isRoot) throw refusal("Only root can pass arbitrary filesystem paths.");
    return;
  }
  const name = parseVolumeName(storageNamed(cluster, split.storage), split.name);
  if (content !== undefined && name.content !== content && !(content === "rootdir" && name.content === "images")) {
    throw refusal(`unable to use volume ${volid} - content type needs to be '${content}'`);
  }
  const path = `/storage/${split.storage}`;
  if (caller.can(path, ["Datastore.Allocate"])) return;
  if (["iso", "vztmpl", "import"].includes(name.content)) {
    caller.demand(path, ["Datastore.AllocateSpace", "Datastore.Audit"], { any: true });
  } else if (name.vmid === undefined) {
    throw refusal(`missing privileges to access ${volid}`);
  } else if (name.vmid !== vmid) {
    const backup = name.content === "backup";
    caller.demand(path, [backup ? "Datastore.AllocateSpace" : "Datastore.Audit"]);
    caller.demand(`/vms/${name.vmid}`, [backup ? "VM.Backup" : "VM.Config.Disk"]);
  }
}
