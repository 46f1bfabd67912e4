/** The older way to ask the agent: one call that names the command. */
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { anyOf, must } from "../../permission/rule.ts";
import { choice } from "../../schema/schema.ts";

const folder = "/nodes/{node}/qemu/{vmid}/agent";
const named = [
  ...["fsfreeze-freeze", "fsfreeze-status", "fsfreeze-thaw", "fstrim", "get-fsinfo", "get-host-name"],
  ...["get-memory-block-info", "get-memory-blocks", "get-osinfo", "get-time", "get-timezone", "get-users", "get-vcpus"],
  ...["info", "network-get-interfaces", "ping", "shutdown", "suspend-disk", "suspend-hybrid", "suspend-ram"],
] as const;

/** @param commands the endpoints below `agent` that take no parameters of their own */
export const agentCommand = (commands: readonly Endpoint[]): Endpoint =>
  endpoint({
    method: "POST",
    path: folder,
    // Proxmox's own schema names the privilege twice.
    permission: must(anyOf("/vms/{vmid}", "VM.GuestAgent.Unrestricted", "VM.GuestAgent.Unrestricted")),
    parameters: { command: choice(...named) },
    run({ parameters: { command, ...at }, ...call }) {
      return commands.find(({ path }) => path === `${folder}/${command}`)?.run({ ...call, parameters: at });
    },
  });
