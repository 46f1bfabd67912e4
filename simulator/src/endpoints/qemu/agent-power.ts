/** What the agent does to the system in a machine as a whole: shuts it down, suspends it, gives a user another password. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { anyOf, must, privileged } from "../../permission/rule.ts";
import { demandAgent } from "../../qemu/agent.ts";
import { machineOn } from "../../qemu/machine.ts";
import { shutdownMachine } from "../../qemu/power.ts";
import { boolean, optional, string } from "../../schema/schema.ts";

const mayPower = must(anyOf("/vms/{vmid}", "VM.PowerMgmt", "VM.GuestAgent.Unrestricted"));

export const shutDown = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/shutdown",
  permission: mayPower,
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    // The system does it by itself, whatever lock Proxmox put on the machine.
    cluster.tasks.background(shutdownMachine(cluster, guest, { skipLock: true }));
    return { result: {} };
  },
});

/** Proxmox starts every machine with ACPI's sleeping states switched off, so that no system can enter one. */
export const sleeps = (["ram", "disk", "hybrid"] as const).map((state) =>
  endpoint({
    method: "POST",
    path: `/nodes/{node}/qemu/{vmid}/agent/suspend-${state}` as const,
    permission: mayPower,
    run({ cluster, parameters }) {
      demandAgent(cluster, machineOn(cluster, parameters));
      throw refusal("Agent error: the requested suspend mode is not supported by the guest");
    },
  }),
);

export const setUserPassword = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/set-user-password",
  permission: must(privileged("/vms/{vmid}", "VM.GuestAgent.Unrestricted")),
  parameters: {
    username: string(),
    password: string({ minLength: 5, maxLength: 1024 }),
    crypted: optional(boolean(), false),
  },
  without: "what the password opens: nobody logs in; users are root and the one of cloud-init",
  run({ cluster, parameters: { username, node, vmid } }) {
    const guest = machineOn(cluster, { node, vmid });
    demandAgent(cluster, guest);
    if (username !== "root" && username !== guest.config.ciuser) {
      throw refusal("Agent error: child process has failed to set user password");
    }
    return { result: {} };
  },
});
