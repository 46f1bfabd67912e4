/** A guest as a resource of the cluster: among its pool's members and in the list of all. Source: PVE::API2Tools, extract_vm_stats. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { coresOf, memoryOf } from "../nodes/use.ts";
import { parseSize } from "../schema/sizes.ts";

/** Share of its CPUs and of its memory that an idle system uses. */
const idleCpu = 0.01;
const idleMemory = 0.25;

export function guestResource(cluster: Cluster, guest: Guest) {
  const { vmid, kind, node, config, power } = guest;
  const running = power.status === "running";
  const memory = memoryOf(guest);
  return {
    id: `${kind}/${vmid}`,
    vmid,
    node,
    type: kind,
    name: String(config.name ?? config.hostname ?? (kind === "qemu" ? `VM ${vmid}` : `CT${vmid}`)),
    status: power.status,
    template: Number(config.template ?? 0),
    uptime: power.status === "running" ? Math.max(1, Math.floor((cluster.clock.now() - power.since) / 1000)) : 0,
    maxcpu: coresOf(guest),
    cpu: running ? idleCpu : 0,
    maxmem: memory,
    mem: running ? Math.floor(memory * idleMemory) : 0,
    memhost: running ? memory : 0,
    maxdisk: firstDiskSize(guest),
    disk: 0,
    netin: 0,
    netout: 0,
    diskread: 0,
    diskwrite: 0,
  };
}

/** Bytes of what it boots from. */
function firstDiskSize({ kind, config }: Guest): number {
  const boot = /order=([^;,]+)/.exec(String(config.boot ?? ""))?.[1] ?? String(config.bootdisk ?? "");
  const disk = String(config[kind === "lxc" ? "rootfs" : boot] ?? "");
  return parseSize(/(?:^|,)size=([^,]+)/.exec(disk)?.[1] ?? "0") ?? 0;
}
