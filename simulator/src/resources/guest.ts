/** A guest as a resource of the cluster: in the list of all, and among its pool's members. Source: PVE::API2Tools, extract_vm_stats. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { uptimeOf } from "../guests/record.ts";
import * as container from "../lxc/status.ts";
import { coresOf } from "../nodes/use.ts";
import * as machine from "../qemu/status.ts";
import { derived } from "../store/derived.ts";

export function guestResource(cluster: Cluster, guest: Guest) {
  if (guest.kind === "qemu") return { ...machineRow(guest), uptime: uptimeOf(cluster, guest) };
  const usage = container.usageOf(cluster, guest);
  return { ...factsOf(guest), ...usage, memhost: usage.mem, maxcpu: container.cpusOf(cluster, guest) };
}

const factsOf = ({ vmid, kind, node, config }: Guest) => ({
  id: `${kind}/${vmid}`,
  type: kind,
  vmid,
  node,
  name: String(config.name ?? config.hostname ?? (kind === "qemu" ? `VM ${vmid}` : `CT${vmid}`)),
  template: Number(config.template ?? 0),
});

const machineRow = derived((guest: Guest) => {
  const figures = machine.figures(guest);
  return { ...factsOf(guest), ...figures, memhost: figures.mem, maxcpu: coresOf(guest) };
});
