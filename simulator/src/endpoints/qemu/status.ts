/** The machines of a node, and the state of one. */
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";
import { current, listed } from "../../qemu/status.ts";
import { boolean, optional } from "../../schema/schema.ts";

export const list = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu",
  permission: everyone,
  parameters: { full: optional(boolean()) },
  run({ cluster, caller, parameters }) {
    return cluster.state
      .table(guests)
      .by("node", parameters.node)
      .filter((guest) => guest.kind === "qemu" && caller.can(`/vms/${guest.vmid}`, ["VM.Audit"]))
      .map((guest) => listed(cluster, guest));
  },
});

export const readStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/status/current",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  run: ({ cluster, parameters }) => current(cluster, machineOn(cluster, parameters)),
});
