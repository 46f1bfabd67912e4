/** The cloud-init drive: made anew from the configuration. */
import { putGuest } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";
import { settle } from "../../qemu/pending.ts";

export const regenerate = endpoint({
  method: "PUT",
  path: "/nodes/{node}/qemu/{vmid}/cloudinit",
  permission: must(privileged("/vms/{vmid}", "VM.Config.Cloudinit")),
  run({ cluster, parameters }) {
    putGuest(cluster, settle(cluster, machineOn(cluster, parameters)));
    return null;
  },
});
