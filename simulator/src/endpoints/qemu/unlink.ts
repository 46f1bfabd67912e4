/** Taking disks away from a machine: a change of its configuration under a name of its own. */
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";
import { updateMachine } from "../../qemu/update.ts";
import { boolean, formatted, optional } from "../../schema/schema.ts";
import { atOnce } from "../../tasks/work.ts";

export const unlink = endpoint({
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/unlink",
  permission: must(privileged("/vms/{vmid}", "VM.Config.Disk")),
  parameters: { idlist: formatted("pve-configid-list"), force: optional(boolean()) },
  run({ cluster, caller, parameters }) {
    const guest = machineOn(cluster, parameters);
    const { idlist: remove, force } = parameters;
    const update = { parameters: {}, remove, force, revert: undefined, digest: undefined, skiplock: undefined };
    atOnce(updateMachine(cluster, caller, guest, update));
    return null;
  },
});
