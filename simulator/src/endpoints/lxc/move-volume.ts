/** Moving a container's volume to another storage, or giving it to another container. */
import { demandOneDestination } from "../../guests/destination.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { demandGivable, giveToContainer } from "../../lxc/give-volume.ts";
import { demandMovable, moveToStorage } from "../../lxc/move-volume.ts";
import { mountNamesWithUnused } from "../../lxc/options/mount-point.ts";
import { must, privileged } from "../../permission/rule.ts";
import { storageId, vmid } from "../../schema/common.ts";
import { boolean, choice, number, optional, string } from "../../schema/schema.ts";
import { takes } from "../../tasks/work.ts";

export const moveVolume = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/move_volume",
  permission: must(privileged("/vms/{vmid}", "VM.Config.Disk")),
  parameters: {
    volume: choice(...mountNamesWithUnused),
    storage: optional(storageId()),
    "target-vmid": optional(vmid()),
    "target-volume": optional(choice(...mountNamesWithUnused)),
    delete: optional(boolean(), false),
    digest: optional(string({ maxLength: 40 })),
    "target-digest": optional(string({ maxLength: 40 })),
    bwlimit: optional(number({ minimum: 0 })),
  },
  task: "move_volume",
  taskId: (parameters) =>
    parameters["target-vmid"] === undefined
      ? parameters.vmid
      : `${parameters.vmid}-${parameters.volume}>${parameters["target-vmid"]}-${parameters["target-volume"] ?? parameters.volume}`,
  without: "bandwidth limits",
  *run({ cluster, caller, parameters }) {
    const { vmid: id, node, volume: name, storage, digest, "target-vmid": to } = parameters;
    demandOneDestination(storage, to);
    if (storage !== undefined) {
      caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
      const move = { node, vmid: id, name, storage, digest, remove: parameters.delete };
      demandMovable(cluster, move);
      yield* moveToStorage(cluster, move);
    } else if (to !== undefined) {
      if (!caller.isRoot) caller.demand(`/vms/${to}`, ["VM.Config.Disk"]);
      const targetName = parameters["target-volume"] ?? name;
      const gift = { node, vmid: id, name, to, targetName, digest, targetDigest: parameters["target-digest"] };
      const { volume } = demandGivable(cluster, gift);
      caller.demand(`/storage/${volume.storage}`, ["Datastore.AllocateSpace"]);
      yield* takes(0.2);
      yield* giveToContainer(cluster, gift);
    }
  },
});
