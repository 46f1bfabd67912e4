/** Power: start, stop, shutdown, reboot, and what Proxmox calls experimental: suspend and resume. */
import type { Guest } from "../../guests/guest.ts";
import { demandUnlocked, guestNow, isRunning, rootOnlyOption } from "../../guests/record.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { containerOn } from "../../lxc/container.ts";
import { rebootContainer, shutDownContainer, startContainer, stopContainer } from "../../lxc/power.ts";
import { must, privileged } from "../../permission/rule.ts";
import { skipLock } from "../../schema/common.ts";
import { boolean, integer, optional } from "../../schema/schema.ts";
import { takes } from "../../tasks/work.ts";

const mayPower = must(privileged("/vms/{vmid}", "VM.PowerMgmt"));

function demandRunning(guest: Guest, label = "CT"): void {
  if (!isRunning(guest)) throw refusal(`${label} ${guest.vmid} not running`);
}

function demandStopped(guest: Guest): void {
  if (isRunning(guest)) throw refusal(`CT ${guest.vmid} already running`);
}

export const start = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/status/start",
  permission: mayPower,
  parameters: { skiplock: skipLock(), debug: optional(boolean(), false) },
  task: "vzstart",
  *run({ cluster, caller, parameters }) {
    rootOnlyOption(caller, "skiplock", parameters.skiplock);
    const guest = containerOn(cluster, parameters);
    demandStopped(guest);
    yield* takes(0.1);
    yield* startContainer(cluster, guest, { skipLock: parameters.skiplock });
  },
});

export const stop = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/status/stop",
  permission: mayPower,
  parameters: { skiplock: skipLock(), "overrule-shutdown": optional(boolean(), false) },
  task: "vzstop",
  without: "ending a shutdown that is under way (overrule-shutdown)",
  *run({ cluster, caller, parameters }) {
    rootOnlyOption(caller, "skiplock", parameters.skiplock);
    const guest = containerOn(cluster, parameters);
    demandRunning(guest);
    yield* takes(0.1);
    yield* stopContainer(cluster, guest, { skipLock: parameters.skiplock });
  },
});

export const shutdown = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/status/shutdown",
  permission: mayPower,
  parameters: { timeout: optional(integer({ minimum: 0 }), 60), forceStop: optional(boolean(), false) },
  task: "vzshutdown",
  *run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    demandRunning(guest);
    yield* takes(0.1);
    yield* shutDownContainer(cluster, guest, { timeout: parameters.timeout, force: parameters.forceStop });
  },
});

export const reboot = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/status/reboot",
  permission: mayPower,
  parameters: { timeout: optional(integer({ minimum: 0 })) },
  task: "vzreboot",
  *run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    demandRunning(guest, "VM");
    yield* takes(0.1);
    yield* rebootContainer(cluster, guest, parameters.timeout);
  },
});

/** A node has no CRIU, so that lxc-checkpoint fails there. */
const checkpointFails = (vmid: number, options: string) =>
  refusal(`command 'lxc-checkpoint -n ${vmid} ${options} -D /var/lib/vz/dump' failed: exit code 1`);

export const suspend = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/status/suspend",
  permission: mayPower,
  task: "vzsuspend",
  *run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    demandRunning(guest);
    yield* takes(0.1);
    demandUnlocked(guestNow(cluster, guest));
    throw checkpointFails(guest.vmid, "-s");
  },
});

export const resume = endpoint({
  method: "POST",
  path: "/nodes/{node}/lxc/{vmid}/status/resume",
  permission: mayPower,
  task: "vzresume",
  *run({ cluster, parameters }) {
    const guest = containerOn(cluster, parameters);
    demandStopped(guest);
    yield* takes(0.1);
    throw checkpointFails(guest.vmid, "-r --foreground");
  },
});
