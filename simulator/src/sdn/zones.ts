/** Zones: what holds networks together, by type. Source: PVE::Network::SDN::Zones and its plugins. */
import type { Cluster } from "../cluster.ts";
import { macPrefix } from "../datacenter/options.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import { splitList } from "../schema/formats.ts";
import type { Section, Settings } from "../sections/section-file.ts";
import { configured, immediate, sectionNamed } from "./config.ts";
import { ipams } from "./ipams.ts";
import type { Types } from "./types.ts";

const naming = ["nodes", "dns", "reversedns", "dnszone", "ipam"];

export const zoneTypes = {
  simple: { required: [], optional: [...naming, "mtu", "dhcp"] },
  vlan: { required: ["bridge"], optional: [...naming, "mtu", "bridge-disable-mac-learning"] },
  qinq: { required: ["tag", "bridge"], optional: [...naming, "mtu", "bridge-disable-mac-learning", "vlan-protocol"] },
  vxlan: { required: [], optional: [...naming, "mtu", "peers", "vxlan-port", "fabric"] },
  evpn: {
    required: ["vrf-vxlan", "controller"],
    optional: [
      ...naming,
      "mtu",
      "mac",
      "exitnodes",
      "exitnodes-local-routing",
      "exitnodes-primary",
      "advertise-subnets",
      "disable-arp-nd-suppression",
      "bridge-disable-mac-learning",
      "rt-import",
      "vxlan-port",
    ],
  },
  faucet: { required: ["dp-id", "controller"], optional: naming },
} as const satisfies Types;

/** Whether a zone reaches a node: every node, unless some are named. */
export const reaches = (zone: Section, node: string): boolean =>
  zone.settings.nodes === undefined || splitList(String(zone.settings.nodes)).includes(node);

/** What a zone refers to is there. @param set what the request says; @throws 400 */
export function demandNaming(cluster: Cluster, set: Settings): void {
  const servers = cluster.state.table(immediate.dns);
  for (const name of ["dns", "reversedns"] as const) {
    const server = set[name];
    if (server && !servers.has(String(server))) throw invalidParameters({ [name]: `${server} don't exist` });
  }
  if (set.dnszone && !set.dns) throw invalidParameters({ dnszone: "missing dns server" });
  if (set.ipam && !ipams(cluster)[String(set.ipam)]) throw invalidParameters({ ipam: `${set.ipam} not existing` });
}

/** A zone as it is kept: nodes once each and in order, and an EVPN zone with the address of its router. @throws 500 */
export function settledZone(cluster: Cluster, { id, type, settings }: Section): Section {
  const kept: Record<string, Settings[string]> = { ...settings };
  for (const name of ["nodes", "exitnodes"]) {
    if (kept[name] !== undefined) kept[name] = [...new Set(splitList(String(kept[name])))].sort().join(",");
  }
  if (type === "vxlan") demandUnderlay(settings);
  if (type === "evpn") {
    demandRouting(cluster, id, settings);
    kept.mac ??= cluster.random.mac(macPrefix(cluster));
  }
  return { id, type, settings: kept };
}

function demandUnderlay({ peers, fabric }: Settings): void {
  if (Boolean(peers) !== Boolean(fabric)) return;
  const fault = "must have exactly one of peers / fabric defined";
  throw invalidParameters({ peers: fault, fabric: fault });
}

function demandRouting(cluster: Cluster, id: string, { controller, "vrf-vxlan": vni }: Settings): void {
  const found = sectionNamed(cluster, "controllers", String(controller));
  if (!found) throw refusal(`controller ${controller} don't exist`);
  if (found.type !== "evpn") throw refusal(`${controller} is not a evpn controller type`);
  const other = configured(cluster, "zones").find((zone) => zone.id !== id && zone.settings["vrf-vxlan"] === vni);
  if (other) throw refusal(`vrf-vxlan ${vni} is already declared in ${other.id}`);
}

/** @throws 500 for a zone that still has networks */
export function demandEmpty(cluster: Cluster, id: string): void {
  const vnet = configured(cluster, "vnets").find(({ settings }) => settings.zone === id);
  if (vnet) throw refusal(`zone ${id} is used by vnet ${vnet.id}`);
}

/** @throws 400 when a zone would change its address management under its subnets */
export function demandSameIpam(cluster: Cluster, id: string, before: Settings, after: Settings): void {
  if ((before.ipam ?? "") === (after.ipam ?? "")) return;
  if (configured(cluster, "subnets").some((subnet) => subnet.id.startsWith(`${id}-`))) {
    throw invalidParameters({ ipam: "can't change ipam if a subnet is already defined in this zone" });
  }
}
