/** Gives a volume to another guest: its name tells whose it is. Source: rename_volume of PVE::Storage. */
import type { Cluster } from "../cluster.ts";
import { storageNamed } from "./access.ts";
import { freeName } from "./images.ts";
import { type Volume, volumeKey, volumes } from "./slices.ts";
import { imageVolid } from "./volume-name.ts";

export function giveVolume(cluster: Cluster, node: string, volume: Volume, vmid: number): Volume {
  const storage = storageNamed(cluster, volume.storage);
  const { format } = volume;
  const name = freeName(cluster, storage, node, vmid, format);
  const table = cluster.state.table(volumes);
  table.remove(volumeKey(volume.place, volume.volid));
  const volid = imageVolid(storage, { vmid, name, format });
  return table.put(volumeKey(volume.place, volid), { ...volume, volid, vmid });
}
