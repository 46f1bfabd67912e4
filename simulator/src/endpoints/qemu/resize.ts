/** Growing a disk. */
import { demandUnlocked, putGuest, rootOnlyOption, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { isCdrom, parseDrive, printDrive } from "../../qemu/drives.ts";
import { demandDigest, machineOn } from "../../qemu/machine.ts";
import { attachableNames } from "../../qemu/options/drive.ts";
import { skipLock } from "../../schema/common.ts";
import { choice, optional, string } from "../../schema/schema.ts";
import { parseSize, printSize } from "../../schema/sizes.ts";
import { volumeNamed } from "../../storage/access.ts";
import { growImage } from "../../storage/images.ts";
import { takes } from "../../tasks/work.ts";

export const resize = endpoint({
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/resize",
  permission: must(privileged("/vms/{vmid}", "VM.Config.Disk")),
  parameters: {
    skiplock: skipLock(),
    disk: choice(...attachableNames),
    size: string({ pattern: "\\+?\\d+(\\.\\d+)?[KMGT]?" }),
    digest: optional(string({ maxLength: 40 })),
  },
  task: "resize",
  *run({ cluster, caller, parameters }) {
    const { disk, size, digest, skiplock } = parameters;
    rootOnlyOption(caller, "skiplock", skiplock);
    machineOn(cluster, parameters);
    yield* takes(0.2);
    const guest = machineOn(cluster, parameters);
    demandDigest(guest, digest);
    if (!skiplock) demandUnlocked(guest);
    const text = guest.config[disk];
    if (text === undefined) throw refusal(`disk '${disk}' does not exist`);
    const drive = parseDrive(disk, text);
    if (isCdrom(drive)) throw refusal("you can't resize a cdrom");
    const volume = volumeNamed(cluster, guest.node, drive.file);
    caller.demand(`/storage/${volume.storage}`, ["Datastore.AllocateSpace"]);
    const given = parseSize(size.replace("+", "")) ?? 0;
    const wanted = size.startsWith("+") ? volume.size + given : given;
    if (wanted < volume.size) throw refusal("shrinking disks is not supported");
    if (wanted === volume.size) return;
    const grown = growImage(cluster, guest.node, volume, wanted);
    putGuest(cluster, withConfig(guest, { [disk]: printDrive(disk, { ...drive, size: printSize(grown.size) }) }));
  },
});
