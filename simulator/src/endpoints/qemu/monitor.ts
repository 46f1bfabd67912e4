/** QEMU's monitor, as far as it tells what is simulated. Source: PVE::API2::Qemu, monitor. */
import type { Guest } from "../../guests/guest.ts";
import { isRunning } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { PveError } from "../../kernel/error.ts";
import { anyOf, must } from "../../permission/rule.ts";
import { machineOn } from "../../qemu/machine.ts";
import { string } from "../../schema/schema.ts";

/** What QEMU prints, by command. */
const commands: Readonly<Record<string, (guest: Guest) => string>> = {
  "info status": ({ power }) =>
    `VM status: ${power.status === "running" && power.paused === true ? "paused" : "running"}`,
  "info name": ({ vmid, config }) => String(config.name ?? `vm${vmid}`),
  "info uuid": ({ config }) => /uuid=([0-9a-f-]+)/.exec(String(config.smbios1))?.[1] ?? "",
};

export const monitor = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/monitor",
  permission: must(anyOf("/vms/{vmid}", "Sys.Audit", "Sys.Modify")),
  parameters: { command: string() },
  without: "all commands but info status, info name and info uuid, which are answered 501",
  run({ cluster, parameters: { command, ...at } }) {
    const guest = machineOn(cluster, at);
    // The monitor's own failures are its output.
    if (!isRunning(guest)) return `ERROR: VM ${guest.vmid} not running\n`;
    const answer = commands[command.trim()];
    if (!answer) {
      const path = `/nodes/${guest.node}/qemu/${guest.vmid}/monitor`;
      throw new PveError(501, `Method 'POST ${path} ${command}' not implemented`);
    }
    return `${answer(guest)}\r\n`;
  },
});
