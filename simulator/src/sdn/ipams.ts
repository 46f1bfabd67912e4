/** Where addresses are managed: Proxmox's own list, which is always there, and others' servers. Source: PVE::Network::SDN::Ipams. */
import type { Cluster } from "../cluster.ts";
import type { Section } from "../sections/section-file.ts";
import { immediate } from "./config.ts";
import type { Types } from "./types.ts";

export const ipamTypes = {
  pve: { required: [], optional: [] },
  netbox: { required: ["url", "token"], optional: ["fingerprint"] },
  phpipam: { required: ["url", "token", "section"], optional: ["fingerprint"] },
} as const satisfies Types;

/** All there are, by name. */
export function ipams(cluster: Cluster): Readonly<Record<string, Section>> {
  const stored = [...cluster.state.table(immediate.ipams).all()].map((one) => [one.id, one] as const);
  return { ...Object.fromEntries(stored), pve: { id: "pve", type: "pve", settings: {} } };
}
