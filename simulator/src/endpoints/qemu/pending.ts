/** What waits for the next start. */
import type { Guest } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";

/** Options of a machine, with those that wait; a password is not told. */
export function pendingOptions({ config, pending }: Guest) {
  const shown = (key: string, value: string | number) => (key === "cipassword" ? "**********" : value);
  return [...new Set([...Object.keys(config), ...Object.keys(pending)])].sort().map((key) => {
    const waits = pending[key];
    return {
      key,
      ...(config[key] !== undefined && { value: shown(key, config[key]) }),
      ...(waits === null ? { delete: 1 } : waits !== undefined && { pending: shown(key, waits) }),
    };
  });
}

export const pending = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/pending",
  permission: must(privileged("/vms/{vmid}", "VM.Audit")),
  run: ({ cluster, parameters }) => pendingOptions(machineOn(cluster, parameters)),
});
