import { boolean, choice, type Fields, formatted, integer, optional, string } from "../../schema/schema.ts";
import { configured, staged } from "../../sdn/config.ts";
import { demandEmpty, demandNaming, demandSameIpam, settledZone, zoneTypes } from "../../sdn/zones.ts";
import { sectionEndpoints } from "./sections.ts";

const options = {
  "advertise-subnets": optional(boolean()),
  bridge: optional(string()),
  "bridge-disable-mac-learning": optional(boolean()),
  controller: optional(string()),
  dhcp: optional(choice("dnsmasq")),
  "disable-arp-nd-suppression": optional(boolean()),
  dns: optional(string()),
  dnszone: optional(formatted("dns-name")),
  "dp-id": optional(integer()),
  exitnodes: optional(formatted("pve-node-list")),
  "exitnodes-local-routing": optional(boolean()),
  "exitnodes-primary": optional(formatted("pve-node")),
  fabric: optional(formatted("pve-sdn-fabric-id")),
  ipam: optional(string()),
  mac: optional(formatted("mac-addr")),
  mtu: optional(integer()),
  nodes: optional(formatted("pve-node-list")),
  peers: optional(formatted("ip-list")),
  reversedns: optional(string()),
  "rt-import": optional(formatted("pve-sdn-bgp-rt-list")),
  tag: optional(integer({ minimum: 0 })),
  "vlan-protocol": optional(choice("802.1q", "802.1ad")),
  "vrf-vxlan": optional(integer({ minimum: 1, maximum: 16_777_215 })),
  "vxlan-port": optional(integer({ minimum: 1, maximum: 65_536 })),
} as const satisfies Fields;

export const zones = sectionEndpoints({
  name: "zone",
  plural: "zones",
  file: staged.zones,
  part: "zones",
  types: zoneTypes,
  options,
  owned: true,
  all: (cluster) => Object.fromEntries(configured(cluster, "zones").map((zone) => [zone.id, zone])),
  settle(cluster, zone, { before, set }) {
    if (before) demandSameIpam(cluster, zone.id, before.settings, zone.settings);
    demandNaming(cluster, set);
    return settledZone(cluster, zone);
  },
  demandRemovable: (cluster, { id }) => demandEmpty(cluster, id),
  removalFails: "delete sdn zone object failed",
});
