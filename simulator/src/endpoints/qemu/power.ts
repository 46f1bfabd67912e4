/** Power: start, stop, shutdown, reboot, reset. */
import { demandUnlocked, isRunning, rootOnlyOption } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { powerOn } from "../../qemu/boot.ts";
import { machineOn } from "../../qemu/machine.ts";
import { machine } from "../../qemu/options/devices.ts";
import { rebootMachine, shutdownMachine, startMachine, stopMachine } from "../../qemu/power.ts";
import { node, skipLock } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, keyed, optional, string } from "../../schema/schema.ts";
import { say, takes } from "../../tasks/work.ts";

const mayPower = must(privileged("/vms/{vmid}", "VM.PowerMgmt"));
const timeout = () => optional(integer({ minimum: 0 }));
/** What migration alone passes between nodes. */
const migration = {
  stateuri: optional(string({ maxLength: 128 })),
  migratedfrom: optional(node()),
  migration_type: optional(choice("secure", "insecure")),
  migration_network: optional(formatted("CIDR")),
  targetstorage: optional(formatted("storage-pair-list")),
  "force-cpu": optional(string()),
  "with-conntrack-state": optional(boolean()),
  "nets-host-mtu": optional(string({ pattern: "net\\d+=\\d+(,net\\d+=\\d+)*" })),
} as const;

export const start = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/start",
  permission: mayPower,
  parameters: { ...migration, machine: optional(keyed(machine)), skiplock: skipLock(), timeout: timeout() },
  task: "qmstart",
  *run({ cluster, caller, parameters }) {
    const guest = machineOn(cluster, parameters);
    for (const name of ["skiplock", ...Object.keys(migration)])
      rootOnlyOption(caller, name, parameters[name as keyof typeof parameters]);
    yield* say(`start VM ${guest.vmid}`);
    yield* startMachine(cluster, guest, { skipLock: parameters.skiplock });
  },
});

export const stop = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/stop",
  permission: mayPower,
  parameters: {
    skiplock: skipLock(),
    migratedfrom: optional(node()),
    timeout: timeout(),
    keepActive: optional(boolean()),
    "overrule-shutdown": optional(boolean()),
  },
  task: "qmstop",
  *run({ cluster, caller, parameters }) {
    const guest = machineOn(cluster, parameters);
    for (const name of ["skiplock", "keepActive", "migratedfrom"] as const)
      rootOnlyOption(caller, name, parameters[name]);
    yield* say(`stop VM ${guest.vmid}`);
    yield* stopMachine(cluster, guest, { skipLock: parameters.skiplock });
  },
});

export const shutdown = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/shutdown",
  permission: mayPower,
  parameters: {
    skiplock: skipLock(),
    timeout: timeout(),
    forceStop: optional(boolean()),
    keepActive: optional(boolean()),
  },
  task: "qmshutdown",
  *run({ cluster, caller, parameters }) {
    const guest = machineOn(cluster, parameters);
    for (const name of ["skiplock", "keepActive"] as const) rootOnlyOption(caller, name, parameters[name]);
    const paused = guest.power.status === "running" && guest.power.paused;
    if (paused && !parameters.forceStop) throw refusal("VM is paused - cannot shutdown");
    yield* say(`shutdown VM ${guest.vmid}`);
    const { timeout, forceStop, skiplock } = parameters;
    if (paused) yield* stopMachine(cluster, guest, { skipLock: skiplock });
    else yield* shutdownMachine(cluster, guest, { timeout, force: forceStop, skipLock: skiplock });
  },
});

export const reboot = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/reboot",
  permission: mayPower,
  parameters: { timeout: timeout() },
  task: "qmreboot",
  *run({ cluster, parameters }) {
    const guest = machineOn(cluster, parameters);
    if (guest.power.status === "running" && guest.power.paused) throw refusal("VM is paused - cannot shutdown");
    if (!isRunning(guest)) throw refusal(`VM ${guest.vmid} not running`);
    yield* say(`reboot VM ${guest.vmid}`);
    yield* rebootMachine(cluster, guest, parameters.timeout);
  },
});

export const reset = endpoint({
  method: "POST",
  path: "/nodes/{node}/qemu/{vmid}/status/reset",
  permission: mayPower,
  parameters: { skiplock: skipLock() },
  task: "qmreset",
  *run({ cluster, caller, parameters }) {
    const guest = machineOn(cluster, parameters);
    rootOnlyOption(caller, "skiplock", parameters.skiplock);
    if (!isRunning(guest)) throw refusal(`VM ${guest.vmid} not running`);
    yield* takes(0.1);
    if (!parameters.skiplock) demandUnlocked(guest);
    powerOn(cluster, machineOn(cluster, parameters));
  },
});
