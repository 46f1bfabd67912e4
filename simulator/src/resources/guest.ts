/** A guest as a resource of the cluster: in the list of all, and among its pool's members. Source: PVE::API2Tools, extract_vm_stats. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { coresOf } from "../nodes/use.ts";
import { usageOf } from "../qemu/status.ts";
import { parseSize } from "../schema/sizes.ts";

export function guestResource(cluster: Cluster, guest: Guest) {
  const { vmid, kind, node, config } = guest;
  const usage = usageOf(cluster, guest);
  return {
    id: `${kind}/${vmid}`,
    type: kind,
    vmid,
    node,
    name: String(config.name ?? config.hostname ?? (kind === "qemu" ? `VM ${vmid}` : `CT${vmid}`)),
    ...usage,
    ...(kind === "lxc" && { maxdisk: rootSize(guest) }),
    memhost: usage.mem,
    maxcpu: coresOf(guest),
    template: Number(config.template ?? 0),
  };
}

/** Bytes of a container's root. */
const rootSize = ({ config }: Guest): number =>
  parseSize(/(?:^|,)size=([^,]+)/.exec(String(config.rootfs ?? ""))?.[1] ?? "0") ?? 0;
