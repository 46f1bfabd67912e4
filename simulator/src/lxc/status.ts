/** A container's state in numbers. Source: vmstatus of PVE::LXC. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { isRunning, isTemplate, uptimeOf } from "../guests/record.ts";
import { nodes } from "../nodes/node.ts";
import { parseSize } from "../schema/sizes.ts";
import { findVolume } from "../storage/access.ts";
import { parseMount } from "./mounts.ts";

const mib = 1024 ** 2;
/** Share of its CPUs and of its memory that an idle system uses. */
const idleCpu = 0.01;
const idleMemory = 0.1;
/** What Proxmox takes a container's root for when its size is not known. */
const usualRoot = 4 * 1024 ** 3;

/** CPUs that a container may use: all of its node's when nothing is said. */
export const cpusOf = (cluster: Cluster, { config, node }: Guest): number =>
  Number(config.cores || config.cpulimit || (cluster.state.table(nodes).get(node)?.cores ?? 1));

export function usageOf(cluster: Cluster, guest: Guest) {
  const { config, power } = guest;
  const running = isRunning(guest);
  const maxmem = Number(config.memory || 512) * mib;
  const root = config.rootfs === undefined ? undefined : parseMount("rootfs", config.rootfs);
  return {
    status: power.status,
    cpu: running ? idleCpu : 0,
    mem: running ? Math.floor(maxmem * idleMemory) : 0,
    maxmem,
    disk: running && root ? (findVolume(cluster, guest.node, root.volume)?.used ?? 0) : 0,
    maxdisk: parseSize(root?.size ?? "") ?? usualRoot,
    diskread: 0,
    diskwrite: 0,
    netin: 0,
    netout: 0,
    uptime: uptimeOf(cluster, guest),
  };
}

/** As `GET …/lxc` lists a container. */
export function listed(cluster: Cluster, guest: Guest) {
  const { vmid, config, power } = guest;
  return {
    vmid,
    type: "lxc",
    name: String(config.hostname ?? `CT${vmid}`),
    ...usageOf(cluster, guest),
    cpus: cpusOf(cluster, guest),
    swap: 0,
    maxswap: Number(config.swap ?? 0) * mib,
    ...(power.status === "running" && { pid: power.pid, ...calm }),
    ...(isTemplate(guest) && { template: 1 }),
    ...(config.lock !== undefined && { lock: config.lock }),
    ...(config.tags !== undefined && { tags: config.tags }),
  };
}

/** Shares of time in which a running container had to wait for something. */
const calm = {
  pressurecpusome: 0,
  pressurecpufull: 0,
  pressureiosome: 0,
  pressureiofull: 0,
  pressurememorysome: 0,
  pressurememoryfull: 0,
};

/** As `GET …/status/current` tells it. */
export const current = (cluster: Cluster, guest: Guest) => ({ ...listed(cluster, guest), ha: { managed: 0 } });
