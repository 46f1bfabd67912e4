/** What lies on a storage. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, PveError } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { anyOf, must, privileged } from "../../permission/rule.ts";
import { vmid } from "../../schema/common.ts";
import { choice, formatted, optional, string } from "../../schema/schema.ts";
import { parseSize } from "../../schema/sizes.ts";
import { demandVolume, storageOn } from "../../storage/access.ts";
import { demandImageName } from "../../storage/image-name.ts";
import { allocateImage } from "../../storage/images.ts";
import { listedVolume, volumesOn } from "../../storage/listing.ts";
import type { Volume } from "../../storage/slices.ts";
import { usualFormat } from "../../storage/types.ts";

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

export const listContent = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/content",
  permission: must(anyOf("/storage/{storage}", "Datastore.Audit", "Datastore.AllocateSpace")),
  parameters: { content: optional(formatted("pve-storage-content")), vmid: optional(vmid()) },
  run({ cluster, caller, parameters }) {
    const storage = storageOn(cluster, parameters.node, parameters.storage);
    return volumesOn(cluster, storage, parameters.node, parameters)
      .filter((volume) => visible(cluster, caller, volume))
      .map((volume) => listedVolume(storage, volume));
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
    const named = /\.(raw|qcow2|vmdk)$/.exec(filename)?.[1];
    if (named !== undefined && format !== undefined && format !== named) {
      throw invalidParameters({ format: `different storage formats (${format} != ${named})` });
    }
    const place = storageOn(cluster, node, storage);
    const image = { node, vmid: id, format: named ?? format ?? usualFormat(place), storage, size: bytes };
    // An empty name asks for the next free one.
    if (filename === "") return allocateImage(cluster, image).volid;
    demandImageName(place, { ...image, name: filename });
    return allocateImage(cluster, { ...image, name: filename }).volid;
  },
});
