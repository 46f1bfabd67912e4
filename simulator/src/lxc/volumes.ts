/** Volumes of containers: made as a client asks for them (`local-lvm:8`), copied, freed. Source: alloc_disk and create_disks of PVE::LXC. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { printSize } from "../schema/sizes.ts";
import { findVolume, storageOn, volumeNamed } from "../storage/access.ts";
import { allocateImage, freeVolume } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { traitsOf } from "../storage/types.ts";
import { kindOf, parseMount, printMount } from "./mounts.ts";

/** `local-lvm:8`: a new volume of so many GiB. */
export const newVolume = /^([^/:\s]+):(\d+(?:\.\d+)?)$/;

export interface NewFileSystem {
  readonly node: string;
  readonly vmid: number;
  readonly storage: string;
  /** Bytes; 0 for a subvolume without a limit, where folders can be such. */
  readonly size: number;
  /** What its files are copied from. */
  readonly from?: Volume;
}

/** Makes a volume for a container's files. @throws 500 when the storage is full or not for containers */
export function allocateFileSystem(cluster: Cluster, { node, vmid, storage: id, size, from }: NewFileSystem): Volume {
  const storage = storageOn(cluster, node, id);
  if (storage.type !== "zfspool" && !storage.content.includes("rootdir")) {
    throw refusal(`content type 'rootdir' is not available or configured on storage '${id}'`);
  }
  const subvolume = storage.type === "zfspool" || (traitsOf(storage).files && size === 0);
  return allocateImage(cluster, {
    node,
    storage: id,
    vmid,
    size,
    format: subvolume ? "subvol" : "raw",
    content: "rootdir",
    ...(from && { from }),
  });
}

export interface SettledMount {
  /** As the configuration holds it. */
  readonly text: string;
  /** What was made for it. */
  readonly made?: Volume;
}

/** Turns a file system as a client wrote it into one that exists: a new volume is made, an existing one tells its size. */
export function settleMount(
  cluster: Cluster,
  { node, vmid }: Pick<Guest, "node" | "vmid">,
  name: string,
  text: string | number,
): SettledMount {
  const mount = parseMount(name, text);
  const [isNew, storage = "", gib] = newVolume.exec(mount.volume) ?? [];
  if (isNew !== undefined) {
    const size = Math.floor(Number(gib) * 1024) * 1024 ** 2;
    const made = allocateFileSystem(cluster, { node, vmid, storage, size });
    return { text: printMount(name, { ...mount, volume: made.volid, size: printSize(size) }), made };
  }
  if (kindOf(mount) !== "volume") return { text: printMount(name, mount) };
  const { size } = volumeNamed(cluster, node, mount.volume);
  return { text: printMount(name, { ...mount, size: printSize(size) }) };
}

/** Frees a volume if it is the container's own. */
export function freeOwn(cluster: Cluster, { node, vmid }: Pick<Guest, "node" | "vmid">, volid: string): void {
  const volume = findVolume(cluster, node, volid);
  if (volume?.vmid === vmid) freeVolume(cluster, volume);
}
