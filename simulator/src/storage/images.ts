/** Disk images: made, copied, linked, grown, turned into bases, freed. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { storageNamed, storageOn } from "./access.ts";
import { demandUnusedName } from "./image-name.ts";
import { releaseBytes } from "./release.ts";
import { bytesHeld, placeOf, type Storage, type Volume, volumeKey, volumes } from "./slices.ts";
import { isThin, traitsOf, usualFormat } from "./types.ts";
import { storageUse } from "./use.ts";
import { imageVolid, parseVolumeName, splitVolid } from "./volume-name.ts";

export interface NewImage {
  readonly node: string;
  readonly storage: string;
  readonly vmid: number;
  /** Bytes. */
  readonly size: number;
  /** Default: the storage's first. */
  readonly format?: string;
  /** Default: the first free `vm-<vmid>-disk-<n>`. */
  readonly name?: string;
  /** What it takes from the image it is made of. */
  readonly from?: Pick<Volume, "used" | "image" | "sha256" | "written">;
  /** What it is for: a machine's disk or a container's file system. Default: images. */
  readonly content?: DiskContent;
}

type DiskContent = "images" | "rootdir";

/** Makes an image. @throws 500 when the storage is full or keeps no images */
export function allocateImage(cluster: Cluster, image: NewImage): Volume {
  const storage = storageOn(cluster, image.node, image.storage);
  const content = image.content ?? "images";
  demandImages(storage, content);
  const traits = traitsOf(storage);
  const format = image.format ?? usualFormat(storage);
  if (!traits.formats.includes(format))
    throw refusal(`unsupported format '${format}' for storage type ${storage.type}`);
  const name = image.name ?? freeName(cluster, storage, image.node, image.vmid, format);
  const used = isThin(storage) && format !== "subvol" ? (image.from?.used ?? 0) : image.size;
  const volid = imageVolid(storage, { vmid: image.vmid, name, format });
  demandUnusedName(cluster, storage, volid, { ...image, name, format });
  demandRoom(cluster, storage, image.node, used, name);
  return put(cluster, storage, image.node, {
    volid,
    content,
    format,
    size: image.size,
    used,
    vmid: image.vmid,
    ...contentOf(image.from),
  });
}

/** Makes an image that shares a base's blocks. @throws 500 when the storage cannot, or the source is no base */
export function linkImage(cluster: Cluster, node: string, base: Volume, vmid: number): Volume {
  const storage = storageOn(cluster, node, base.storage);
  const { name: baseName = "" } = splitVolid(base.volid) ?? {};
  const format = traitsOf(storage).files ? "qcow2" : base.format;
  const name = freeName(cluster, storage, node, vmid, format);
  return put(cluster, storage, node, {
    volid: imageVolid(storage, { vmid, name, format, base: baseName }),
    content: base.content,
    format,
    size: base.size,
    used: 0,
    vmid,
    parent: base.volid,
    ...contentOf(base),
  });
}

/** What a copy shares with its original: no byte is copied, because none is ever written to a disk's image. */
const contentOf = (from: NewImage["from"]): Pick<Volume, "image" | "sha256" | "written"> => ({
  ...(from?.image && { image: from.image }),
  ...(from?.sha256 !== undefined && { sha256: from.sha256 }),
  ...(from?.written && { written: from.written }),
});

/** Whether a linked clone can be made of a volume. */
export function canLink(cluster: Cluster, volume: Volume): boolean {
  const storage = storageNamed(cluster, volume.storage);
  return traitsOf(storage).linkedClones !== "none" && isBase(storage, volume);
}

function isBase(storage: Storage, volume: Volume): boolean {
  return parseVolumeName(storage, splitVolid(volume.volid)?.name ?? "").name.startsWith("base");
}

/** Renames an image to a base (`vm-9000-disk-0` becomes `base-9000-disk-0`). */
export function makeBase(cluster: Cluster, node: string, volume: Volume): Volume {
  const storage = storageNamed(cluster, volume.storage);
  if (isBase(storage, volume) || traitsOf(storage).linkedClones === "none") return volume;
  const parsed = parseVolumeName(storage, splitVolid(volume.volid)?.name ?? "");
  const volid = imageVolid(storage, {
    vmid: volume.vmid ?? 0,
    name: parsed.name.replace(/^(vm|subvol)-/, (_, kind) => (kind === "vm" ? "base-" : "basevol-")),
    format: volume.format,
    ...(parsed.base !== undefined && { base: parsed.base }),
  });
  const table = cluster.state.table(volumes);
  const place = placeOf(storage, node);
  table.remove(volumeKey(place, volume.volid));
  return table.put(volumeKey(place, volid), { ...volume, volid });
}

/** Grows an image. @param size bytes; never less than it has */
export function growImage(cluster: Cluster, node: string, volume: Volume, size: number): Volume {
  const storage = storageOn(cluster, node, volume.storage);
  const thick = !isThin(storage);
  if (thick) demandRoom(cluster, storage, node, size - volume.size, volume.volid);
  const grown = { ...volume, size, used: thick ? volume.used + size - volume.size : volume.used };
  return cluster.state.table(volumes).put(volumeKey(volume.place, volume.volid), grown);
}

/** Lets a guest's files take room in an image, up to its size. @throws 500 when the storage is full */
export function fillImage(cluster: Cluster, node: string, volume: Volume, bytes: number): Volume {
  const used = Math.max(volume.used, Math.min(bytes, volume.size));
  demandRoom(cluster, storageOn(cluster, node, volume.storage), node, used - volume.used, volume.volid);
  return cluster.state.table(volumes).put(volumeKey(volume.place, volume.volid), { ...volume, used });
}

/** Removes a volume. @throws 500 when linked clones stand on it */
export function freeVolume(cluster: Cluster, volume: Volume): void {
  const table = cluster.state.table(volumes);
  if (table.by("parent", `${volume.place} ${volume.volid}`).length > 0) {
    const name = splitVolid(volume.volid)?.name;
    throw refusal(`base volume '${name}' is still in use by linked clones`);
  }
  table.remove(volumeKey(volume.place, volume.volid));
  for (const sha256 of bytesHeld(volume)) releaseBytes(cluster, sha256);
}

/** Whether linked clones stand on a volume. */
export const isUsedBase = (cluster: Cluster, volume: Volume): boolean =>
  cluster.state.table(volumes).by("parent", `${volume.place} ${volume.volid}`).length > 0;

/** @throws 500 when a storage keeps no such disks */
export function demandImages(storage: Storage, content: DiskContent = "images"): void {
  if (!storage.content.includes(content)) {
    throw refusal(`storage '${storage.storage}' does not support content-type '${content}'`);
  }
}

/** @throws 500 in the words of the storage's type when so many bytes do not fit */
export function demandRoom(cluster: Cluster, storage: Storage, node: string, bytes: number, name: string): void {
  const { available: free } = storageUse(cluster, storage, node);
  if (free < bytes) throw refusal(traitsOf(storage).full(storage, { name, need: bytes, free }));
}

/** The first name that no volume of the guest has there. */
export function freeName(cluster: Cluster, storage: Storage, node: string, vmid: number, format: string): string {
  const place = placeOf(storage, node);
  const taken = new Set<number>();
  for (const volume of cluster.state.table(volumes).by("guest", vmid)) {
    const number =
      volume.place === place
        ? /-disk-(\d+)(?:\.|$)/.exec(volume.volid.slice(volume.volid.lastIndexOf("/") + 1))?.[1]
        : undefined;
    if (number !== undefined) taken.add(Number(number));
  }
  let number = 0;
  while (taken.has(number)) number += 1;
  return `${format === "subvol" ? "subvol" : "vm"}-${vmid}-disk-${number}`;
}

function put(
  cluster: Cluster,
  storage: Storage,
  node: string,
  volume: Omit<Volume, "storage" | "place" | "ctime">,
): Volume {
  const place = placeOf(storage, node);
  const record: Volume = {
    ...volume,
    storage: storage.storage,
    place,
    ctime: cluster.clock.seconds(),
  };
  return cluster.state.table(volumes).put(volumeKey(place, volume.volid), record);
}
