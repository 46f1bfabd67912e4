/** Moving a disk to another storage, or giving it to another machine. */
import type { Cluster } from "../../cluster.ts";
import { copySeconds } from "../../guests/copy.ts";
import { demandOneDestination } from "../../guests/destination.ts";
import { demandUnlocked, putGuest, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { must, privileged } from "../../permission/rule.ts";
import { isCdrom, parseDrive, printDrive } from "../../qemu/drives.ts";
import { demandGivable, giveToMachine } from "../../qemu/give-disk.ts";
import { digestOf, machineOn } from "../../qemu/machine.ts";
import { attachableNames } from "../../qemu/options/drive.ts";
import { storageId, vmid } from "../../schema/common.ts";
import { boolean, choice, integer, optional, string } from "../../schema/schema.ts";
import { printSize } from "../../schema/sizes.ts";
import { modified } from "../../sections/section-file.ts";
import { storageOn, volumeNamed } from "../../storage/access.ts";
import { allocateImage, demandImages, freeVolume } from "../../storage/images.ts";
import { say, takes, type Work } from "../../tasks/work.ts";

const movable = [...attachableNames, ...Array.from({ length: 256 }, (_, index) => `unused${index}`)];

export const moveDisk = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/move_disk",
  permission: must(privileged("/vms/{vmid}", "VM.Config.Disk")),
  parameters: {
    disk: choice(...movable),
    storage: optional(storageId()),
    "target-vmid": optional(vmid()),
    "target-disk": optional(choice(...movable)),
    "target-digest": optional(string({ maxLength: 40 })),
    format: optional(choice("raw", "qcow2", "vmdk")),
    delete: optional(boolean(), false),
    digest: optional(string({ maxLength: 40 })),
    bwlimit: optional(integer({ minimum: 0 })),
  },
  task: "qmmove",
  taskId: (parameters) =>
    parameters["target-vmid"] === undefined
      ? parameters.vmid
      : `${parameters.vmid}-${parameters.disk}>${parameters["target-vmid"]}-${parameters["target-disk"] ?? parameters.disk}`,
  without: "bandwidth limits",
  *run({ cluster, caller, parameters }) {
    const { disk, storage, format, digest, node, "target-vmid": to } = parameters;
    demandOneDestination(storage, to);
    if (storage === undefined) return yield* give(cluster, caller, parameters);
    caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    const guest = machineOn(cluster, parameters);
    demandUnlocked(guest);
    if (digest && digest !== digestOf(guest)) throw modified();
    const text = guest.config[disk];
    if (text === undefined) throw refusal(`disk '${disk}' does not exist`);
    const drive = parseDrive(disk, text);
    if (isCdrom(drive, { cloudInit: false })) throw refusal("you can't move a cdrom");
    const volume = volumeNamed(cluster, node, drive.file);
    if (parameters.delete && volume.snapshots) {
      throw refusal("you can't move a disk with snapshots and delete the source");
    }
    demandImages(storageOn(cluster, node, storage));
    if (volume.storage === storage && (format === undefined || format === volume.format)) {
      throw refusal("you can't move to the same storage with same format");
    }

    yield* say(`create full clone of drive ${disk} (${drive.file})`);
    const copy = allocateImage(cluster, {
      node,
      storage,
      vmid: guest.vmid,
      size: volume.size,
      from: volume,
      ...(format !== undefined && { format }),
    });
    try {
      yield* takes(copySeconds(volume.size));
      const now = machineOn(cluster, parameters);
      const unused =
        Array.from({ length: 256 }, (_, index) => `unused${index}`).find((name) => now.config[name] === undefined) ??
        "unused0";
      const moved = {
        [disk]: printDrive(disk, { ...drive, file: copy.volid, size: printSize(copy.size), format: undefined }),
      };
      if (parameters.delete) freeVolume(cluster, volume);
      putGuest(cluster, withConfig(now, parameters.delete ? moved : { ...moved, [unused]: volume.volid }));
    } catch (error) {
      freeVolume(cluster, copy);
      throw refusal(`storage migration failed: ${error instanceof Error ? error.message : error}`);
    }
  },
});

interface Wanted {
  readonly node: string;
  readonly vmid: number;
  readonly disk: string;
  readonly digest?: string | undefined;
  readonly "target-vmid"?: number | undefined;
  readonly "target-disk"?: string | undefined;
  readonly "target-digest"?: string | undefined;
}

function* give(cluster: Cluster, caller: Caller, parameters: Wanted): Work {
  const { node, vmid: id, disk, digest, "target-digest": targetDigest } = parameters;
  const to = parameters["target-vmid"] as number;
  if (!caller.isRoot) caller.demand(`/vms/${to}`, ["VM.Config.Disk"]);
  if (to === id) throw invalidParameters({ "target-vmid": "must be different than source VMID to reassign disk" });
  const gift = { node, vmid: id, disk, to, targetDisk: parameters["target-disk"] ?? disk, digest, targetDigest };
  const { volume } = demandGivable(cluster, gift);
  caller.demand(`/storage/${volume.storage}`, ["Datastore.AllocateSpace"]);
  yield* takes(0.2);
  yield* giveToMachine(cluster, caller, gift);
}
