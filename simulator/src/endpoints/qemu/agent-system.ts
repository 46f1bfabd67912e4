/** What the agent is asked to do in the system of a machine: name it, hold its file systems still, run a program. */
import type { Guest } from "../../guests/guest.ts";
import { putGuest } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { anyOf, must, privileged } from "../../permission/rule.ts";
import { demandAgent } from "../../qemu/agent.ts";
import { finishedProgram, runInside } from "../../qemu/guest-programs.ts";
import { machineOn } from "../../qemu/machine.ts";
import { integer, list, optional, string } from "../../schema/schema.ts";

const mayLook = must(anyOf("/vms/{vmid}", "VM.GuestAgent.Audit", "VM.GuestAgent.Unrestricted"));
const mayFreeze = must(anyOf("/vms/{vmid}", "VM.GuestAgent.FileSystemMgmt", "VM.GuestAgent.Unrestricted"));
const mayRun = must(privileged("/vms/{vmid}", "VM.GuestAgent.Unrestricted"));

export const systemInfo = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/agent/get-osinfo",
  permission: mayLook,
  without: "which distribution it is: a disk has no content",
  run({ cluster, parameters }) {
    demandAgent(cluster, machineOn(cluster, parameters));
    return { result: { id: "linux", name: "Linux", "pretty-name": "Linux", machine: "x86_64" } };
  },
});

/** A machine has one file system as far as its agent tells. */
const fileSystems = 1;

const isFrozen = ({ power }: Guest): boolean => power.status === "running" && power.frozen === true;

export const freeze = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/fsfreeze-freeze",
  permission: mayFreeze,
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    if (guest.power.status === "running") putGuest(cluster, { ...guest, power: { ...guest.power, frozen: true } });
    return { result: fileSystems };
  },
});

export const freezeStatus = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/fsfreeze-status",
  permission: must(
    anyOf("/vms/{vmid}", "VM.GuestAgent.Audit", "VM.GuestAgent.FileSystemMgmt", "VM.GuestAgent.Unrestricted"),
  ),
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    return { result: isFrozen(guest) ? "frozen" : "thawed" };
  },
});

export const thaw = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/fsfreeze-thaw",
  permission: mayFreeze,
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    if (guest.power.status === "running") {
      const { frozen: _, ...power } = guest.power;
      putGuest(cluster, { ...guest, power });
    }
    return { result: isFrozen(guest) ? fileSystems : 0 };
  },
});

export const run = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/agent/exec",
  permission: mayRun,
  parameters: { command: list(string()), "input-data": optional(string({ maxLength: 65536 })) },
  without: "all programs but a few that name the system and echo",
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    return { pid: runInside(cluster, guest, parameters.command, parameters["input-data"]) };
  },
});

export const runStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/qemu/{vmid}/agent/exec-status",
  permission: mayRun,
  parameters: { pid: integer() },
  run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    demandAgent(cluster, guest);
    const ended = finishedProgram(cluster, guest, parameters.pid);
    if (!ended) throw refusal(`Agent error: PID ${parameters.pid} does not exist`);
    return { exited: 1, exitcode: ended.code, ...(ended.output !== "" && { "out-data": ended.output }) };
  },
});
