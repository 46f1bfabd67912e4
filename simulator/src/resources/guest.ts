/** A guest as a resource of the cluster: in the list of all, and among its pool's members. Source: PVE::API2Tools, extract_vm_stats. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import * as container from "../lxc/status.ts";
import { coresOf } from "../nodes/use.ts";
import * as machine from "../qemu/status.ts";

export function guestResource(cluster: Cluster, guest: Guest) {
  const { vmid, kind, node, config } = guest;
  const usage = (kind === "lxc" ? container : machine).usageOf(cluster, guest);
  return {
    id: `${kind}/${vmid}`,
    type: kind,
    vmid,
    node,
    name: String(config.name ?? config.hostname ?? (kind === "qemu" ? `VM ${vmid}` : `CT${vmid}`)),
    ...usage,
    memhost: usage.mem,
    maxcpu: kind === "lxc" ? container.cpusOf(cluster, guest) : coresOf(guest),
    template: Number(config.template ?? 0),
  };
}
