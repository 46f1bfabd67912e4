/** What lies on a storage. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { PveError, refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { anyOf, everyone, must, privileged } from "../../permission/rule.ts";
import { storageId, vmid } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, optional, string } from "../../schema/schema.ts";
import { parseSize } from "../../schema/sizes.ts";
import { demandVolume, storageNamed, storageOn, volumeNamed } from "../../storage/access.ts";
import { pathOf } from "../../storage/files.ts";
import { allocateImage, freeVolume } from "../../storage/images.ts";
import { placeOf, type Volume, volumeKey, volumes } from "../../storage/slices.ts";
import { splitVolid } from "../../storage/volume-name.ts";
import { say, takes } from "../../tasks/work.ts";

function listed(volume: Volume) {
  return {
    volid: volume.volid,
    content: volume.content,
    format: volume.format,
    size: volume.size,
    ctime: volume.ctime,
    ...((volume.content === "images" || volume.content === "rootdir") && { used: volume.used }),
    ...(volume.vmid !== undefined && { vmid: volume.vmid }),
    ...(volume.parent !== undefined && { parent: volume.parent }),
    ...(volume.notes !== undefined && { notes: volume.notes.split("\n")[0] }),
    ...(volume.protected && { protected: 1 }),
  };
}

/** Whether the caller may see a volume in a list. */
function visible(cluster: Cluster, caller: Caller, volume: Volume): boolean {
  try {
    demandVolume(cluster, caller, volume.volid);
    return true;
  } catch (error) {
    if (error instanceof PveError) return false;
    throw error;
  }
}

/** A path names a volume with its storage or without. */
function volidOf({ storage, volume }: { storage?: string | undefined; volume: string }): string {
  if (splitVolid(volume) !== undefined) return volume;
  if (storage === undefined) throw refusal(`unable to parse volume ID '${volume}'`);
  return `${storage}:${volume}`;
}

export const listContent = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/content",
  permission: must(anyOf("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace")),
  parameters: { content: optional(formatted("pve-storage-content")), vmid: optional(vmid()) },
  run({ cluster, caller, parameters: wanted }) {
    const storage = storageOn(cluster, wanted.node, wanted.storage);
    return cluster.state
      .table(volumes)
      .by("place", placeOf(storage, wanted.node))
      .filter((volume) => wanted.content === undefined || volume.content === wanted.content)
      .filter((volume) => wanted.vmid === undefined || volume.vmid === wanted.vmid)
      .filter((volume) => visible(cluster, caller, volume))
      .sort((a, b) => (a.volid < b.volid ? -1 : 1))
      .map(listed);
  },
});

export const allocate = endpoint({
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/content",
  permission: must(privileged("/storage/{storage}", "Datastore.AllocateSpace")),
  parameters: {
    filename: string(),
    vmid: vmid(),
    size: string({ pattern: "\\d+[MG]?" }),
    format: { ...optional(choice("raw", "qcow2", "subvol", "vmdk")), requires: "size" },
  },
  run({ cluster, parameters }) {
    const { node, storage, vmid: id, filename, size, format } = parameters;
    const bytes = /[MG]$/.test(size) ? (parseSize(size) ?? 0) : Number(size) * 1024;
    return allocateImage(cluster, {
      node,
      storage,
      vmid: id,
      size: bytes,
      name: filename,
      ...(format !== undefined && { format }),
    }).volid;
  },
});

const oneVolume = { storage: optional(storageId()), volume: string() } as const;

export const readVolume = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/content/{volume}",
  permission: everyone,
  parameters: oneVolume,
  run({ cluster, caller, parameters }) {
    const volid = volidOf(parameters);
    demandVolume(cluster, caller, volid);
    const volume = volumeNamed(cluster, parameters.node, volid);
    return {
      path: pathOf(storageNamed(cluster, volume.storage), volume),
      size: volume.size,
      used: volume.used,
      format: volume.format,
      ...(volume.notes !== undefined && { notes: volume.notes }),
      ...(volume.protected && { protected: 1 }),
    };
  },
});

export const changeVolume = endpoint({
  method: "PUT",
  path: "/nodes/{node}/storage/{storage}/content/{volume}",
  permission: everyone,
  parameters: { ...oneVolume, notes: optional(string()), protected: optional(boolean()) },
  run({ cluster, caller, parameters }) {
    const volid = volidOf(parameters);
    demandVolume(cluster, caller, volid);
    const volume = volumeNamed(cluster, parameters.node, volid);
    caller.demand(`/storage/${volume.storage}`, ["Datastore.Allocate"]);
    if (volume.content !== "backup") throw refusal(`volume attributes are not supported for '${volid}'`);
    cluster.state.table(volumes).put(volumeKey(volume.place, volid), {
      ...volume,
      ...(parameters.notes !== undefined && { notes: parameters.notes }),
      ...(parameters.protected !== undefined && { protected: parameters.protected }),
    });
    return null;
  },
});

export const removeVolume = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/storage/{storage}/content/{volume}",
  permission: everyone,
  parameters: { ...oneVolume, delay: optional(integer({ minimum: 1, maximum: 30 })) },
  task: "imgdel",
  taskId: ({ storage, volume }) => storage ?? splitVolid(volume)?.storage ?? "",
  *run({ cluster, caller, parameters }) {
    const volid = volidOf(parameters);
    const volume = volumeNamed(cluster, parameters.node, volid);
    const path = `/storage/${volume.storage}`;
    if (volume.content === "backup" && volume.vmid !== undefined) {
      caller.demand(path, ["Datastore.AllocateSpace"]);
      caller.demand(`/vms/${volume.vmid}`, ["VM.Backup"]);
    } else {
      caller.demand(path, ["Datastore.Allocate"]);
    }
    if (volume.protected) throw refusal(`cannot remove protected volume '${volid}'`);
    yield* takes(0.2);
    freeVolume(cluster, volumeNamed(cluster, parameters.node, volid));
    yield* say(`Removed volume '${volid}'`);
  },
});
