/** Snapshots of single volumes: taken, dropped, gone back to. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { storageNamed } from "./access.ts";
import { type Volume, volumeKey, volumes } from "./slices.ts";

const put = (cluster: Cluster, volume: Volume): Volume =>
  cluster.state.table(volumes).put(volumeKey(volume.place, volume.volid), volume);

/** Keeps a volume as it is now. It takes no room until the volume changes, so none is counted. */
export function snapshotVolume(cluster: Cluster, volume: Volume, name: string): void {
  const { size, used, written, snapshots = [] } = volume;
  put(cluster, { ...volume, snapshots: [...snapshots, { name, size, used, ...(written && { written }) }] });
}

/** @returns whether there was one */
export function dropVolumeSnapshot(cluster: Cluster, volume: Volume, name: string): boolean {
  const { snapshots = [], ...rest } = volume;
  const left = snapshots.filter((snapshot) => snapshot.name !== name);
  put(cluster, left.length > 0 ? { ...rest, snapshots: left } : rest);
  return left.length < snapshots.length;
}

/** @throws 500 when the volume has no such snapshot, or (on ZFS) a later one */
export function demandRollback(cluster: Cluster, volume: Volume, name: string): void {
  const { snapshots = [], volid } = volume;
  const at = snapshots.findIndex((snapshot) => snapshot.name === name);
  if (at < 0) throw refusal(`can't rollback, snapshot '${name}' does not exist on '${volid}'`);
  if (storageNamed(cluster, volume.storage).type === "zfspool" && at < snapshots.length - 1) {
    throw refusal(`can't rollback, '${name}' is not most recent snapshot on '${volid}'`);
  }
}

/** Makes a volume what it was. @throws as demandRollback */
export function rollbackVolume(cluster: Cluster, volume: Volume, name: string): void {
  demandRollback(cluster, volume, name);
  const snapshot = volume.snapshots?.find((candidate) => candidate.name === name);
  if (!snapshot) return;
  const { written: _, ...rest } = volume;
  const { size, used, written } = snapshot;
  put(cluster, { ...rest, size, used, ...(written && { written }) });
}

/** A copy with the snapshots of its original, where they can be sent along. */
export const withSnapshotsOf = (cluster: Cluster, copy: Volume, { snapshots }: Volume): Volume =>
  snapshots ? put(cluster, { ...copy, snapshots }) : copy;
