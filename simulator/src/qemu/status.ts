/** A machine's state in numbers, for its status, the node's list and the cluster's resources. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { uptimeOf } from "../guests/record.ts";
import { coresOf, memoryOf } from "../nodes/use.ts";
import { derived } from "../store/derived.ts";
import { bootDiskSize } from "./drives.ts";

/** Share of its CPUs and of its memory that an idle system uses. */
const idleCpu = 0.01;
const idleMemory = 0.25;

/** All but the uptime, the one figure that changes by itself. */
export const figures = derived((guest: Guest) => {
  const running = guest.power.status === "running";
  const maxmem = memoryOf(guest);
  return {
    status: guest.power.status,
    cpu: running ? idleCpu : 0,
    mem: running ? Math.floor(maxmem * idleMemory) : 0,
    maxmem,
    disk: 0,
    maxdisk: bootDiskSize(guest.config),
    diskread: 0,
    diskwrite: 0,
    netin: 0,
    netout: 0,
  };
});

/** As `GET …/qemu` lists a machine. */
export const listed = (cluster: Cluster, guest: Guest) => ({ uptime: uptimeOf(cluster, guest), ...row(guest) });

const row = derived((guest: Guest) => {
  const { config, power, vmid } = guest;
  return {
    vmid,
    name: config.name ?? `VM ${vmid}`,
    ...figures(guest),
    cpus: coresOf(guest),
    memhost: 0,
    ...(power.status === "running" && { pid: power.pid }),
    ...(Number(config.template ?? 0) === 1 && { template: 1 }),
    ...(config.lock !== undefined && { lock: config.lock }),
    ...(config.tags !== undefined && { tags: config.tags }),
    ...(Number(config.balloon ?? 0) > 0 && {
      balloon_min: Number(config.balloon) * 1024 ** 2,
      shares: Number(config.shares ?? 1000),
    }),
    ...(Object.keys(config).some((key) => /^serial\d+$/.test(key)) && { serial: 1 }),
  };
});

/** As `GET …/status/current` tells it. */
export const current = (cluster: Cluster, guest: Guest) => ({ uptime: uptimeOf(cluster, guest), ...wholeRow(guest) });

const wholeRow = derived((guest: Guest) => {
  const { power } = guest;
  const running = power.status === "running";
  return {
    ...row(guest),
    qmpstatus: power.status === "running" && power.paused ? "paused" : power.status,
    ha: { managed: 0 },
    ...(guest.config.agent !== undefined && { agent: 1 }),
    ...(running && { "running-machine": runningMachine(guest), "running-qemu": "10.1.2" }),
  };
});

/** The versioned machine type that QEMU 10.1 makes of the configured one. */
export function runningMachine({ config }: Guest): string {
  const type =
    String(config.machine ?? "pc")
      .split(",")[0]
      ?.replace(/^type=/, "") ?? "pc";
  return type === "q35" ? "pc-q35-10.1+pve0" : type === "pc" ? "pc-i440fx-10.1+pve0" : type;
}
