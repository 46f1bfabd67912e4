/** Turning a machine into a template: its disks become base images. */
import { demandUnlocked, isRunning, isTemplate, putGuest, withConfig } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { drivesOf, isCdrom, printDrive } from "../../qemu/drives.ts";
import { machineOn } from "../../qemu/machine.ts";
import { attachableNames } from "../../qemu/options/drive.ts";
import { choice, optional } from "../../schema/schema.ts";
import { volumeNamed } from "../../storage/access.ts";
import { makeBase } from "../../storage/images.ts";
import { takes } from "../../tasks/work.ts";

export const template = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/template",
  permission: must(privileged("/vms/{vmid}", "VM.Allocate")),
  parameters: { disk: optional(choice(...attachableNames)) },
  task: "qmtemplate",
  *run({ cluster, parameters }) {
    const { disk } = parameters;
    const check = () => {
      const guest = machineOn(cluster, parameters);
      demandUnlocked(guest);
      if (Object.keys(guest.snapshots ?? {}).length > 0) {
        throw refusal("unable to create template, because VM contains snapshots");
      }
      if (isTemplate(guest) && disk === undefined) throw refusal("you can't convert a template to a template");
      if (isRunning(guest)) throw refusal("you can't convert a VM to template if VM is running");
      return guest;
    };
    check();
    yield* takes(0.5);
    const guest = check();
    const bases: Record<string, string> = {};
    for (const [name, drive] of drivesOf(guest.config)) {
      if (isCdrom(drive) || (disk !== undefined && name !== disk)) continue;
      const base = makeBase(cluster, guest.node, volumeNamed(cluster, guest.node, drive.file));
      bases[name] = printDrive(name, { ...drive, file: base.volid });
    }
    putGuest(cluster, withConfig(guest, { ...bases, template: 1 }));
  },
});
