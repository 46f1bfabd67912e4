/** One volume: what it is, its notes and protection, its copy, its end. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { everyone, rootOnly } from "../../permission/rule.ts";
import { node } from "../../schema/common.ts";
import { boolean, integer, optional, string } from "../../schema/schema.ts";
import { demandVolume, findVolume, storageNamed, storageOn, volumeNamed } from "../../storage/access.ts";
import { setAttributes } from "../../storage/attributes.ts";
import { pathOf } from "../../storage/files.ts";
import { freeVolume } from "../../storage/images.ts";
import { placeOf, volumeKey, volumes } from "../../storage/slices.ts";
import { parseVolumeName, splitVolid } from "../../storage/volume-name.ts";
import { say, takes } from "../../tasks/work.ts";
import { oneVolume, volidOf } from "./volume-id.ts";

export const readVolume = endpoint({
  method: "GET",
  path: "/nodes/{node}/storage/{storage}/content/{volume}",
  permission: everyone,
  parameters: oneVolume,
  run({ cluster, caller, parameters }) {
    const volid = volidOf(parameters);
    demandVolume(cluster, caller, volid);
    const volume = findVolume(cluster, parameters.node, volid);
    if (!volume) throw refusal(`volume_size_info on '${volid}' failed - no format`);
    const storage = storageNamed(cluster, volume.storage);
    const { format } = parseVolumeName(storage, splitVolid(volid)?.name ?? "");
    return {
      path: pathOf(storage, volume),
      size: volume.content === "import" ? (volume.virtualSize ?? volume.size) : volume.size,
      used: volume.used,
      format,
      ...(volume.content === "backup" && { notes: volume.notes ?? "", protected: volume.protected ? 1 : 0 }),
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
    setAttributes(cluster, caller, volumeNamed(cluster, parameters.node, volid), parameters);
    return null;
  },
});

export const removeVolume = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/storage/{storage}/content/{volume}",
  permission: everyone,
  parameters: { ...oneVolume, delay: optional(integer({ minimum: 1, maximum: 30 })) },
  task: "imgdel",
  taskId: (parameters) => {
    const owner = /(?:^|[/-])(?:(?:vm|base|subvol|basevol)-|vzdump-\w+-)(\d+)-/.exec(parameters.volume)?.[1];
    const storage = parameters.storage ?? splitVolid(parameters.volume)?.storage ?? "";
    return owner === undefined ? storage : `${owner}@${storage}`;
  },
  without: "waiting for the end (delay): its task is always told",
  *run({ cluster, caller, parameters }) {
    const volid = volidOf(parameters);
    const { storage: id, name } = splitVolid(volid) ?? { storage: "", name: "" };
    const { content, vmid } = parseVolumeName(storageNamed(cluster, id), name);
    const path = `/storage/${id}`;
    if (content === "backup" && vmid !== undefined) {
      caller.demand(path, ["Datastore.AllocateSpace"]);
      caller.demand(`/vms/${vmid}`, ["VM.Backup"]);
    } else {
      caller.demand(path, ["Datastore.Allocate"]);
    }
    yield* takes(0.2);
    const storage = storageOn(cluster, parameters.node, id);
    const volume = findVolume(cluster, parameters.node, volid);
    if (volume?.protected) throw refusal(`cannot remove protected volume '${name}' on '${id}'`);
    if (volume) freeVolume(cluster, volume);
    else if (storage.options.path !== undefined) {
      yield* say(`disk image '${pathOf(storage, { volid })}' does not exist`);
    }
    yield* say(`Removed volume '${volid}'`);
  },
});

export const copyVolume = endpoint({
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/content/{volume}",
  permission: rootOnly,
  parameters: { ...oneVolume, target: string(), target_node: optional(node()) },
  task: "imgcopy",
  taskId: () => "",
  *run({ cluster, parameters }) {
    const from = volidOf(parameters);
    const to = volidOf({ storage: parameters.storage, volume: parameters.target });
    yield* say(`DEBUG: COPY ${from} TO ${to}`);
    const source = volumeNamed(cluster, parameters.node, from);
    const { storage: id, name } = splitVolid(to) ?? { storage: "", name: "" };
    const target = parameters.target_node ?? parameters.node;
    const storage = storageOn(cluster, target, id);
    const { content, vmid } = parseVolumeName(storage, name);
    const place = placeOf(storage, target);
    if (content !== source.content && !(content === "images" && source.content === "rootdir")) {
      throw refusal(
        `cannot migrate from storage type '${storageNamed(cluster, source.storage).type}' to '${storage.type}'`,
      );
    }
    if (cluster.state.table(volumes).has(volumeKey(place, to))) throw refusal(`volume '${to}' already exists`);
    const { parent: _, snapshots: __, vmid: ___, ...copied } = source;
    cluster.state.table(volumes).put(volumeKey(place, to), {
      ...copied,
      volid: to,
      storage: id,
      place,
      ctime: cluster.clock.seconds(),
      ...(vmid !== undefined && { vmid }),
    });
  },
});
