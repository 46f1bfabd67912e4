/** What may be said about an interface. Source: PVE::API2::Network, `$confdesc`. */
import { isIPv4 } from "node:net";
import { registerFormat } from "../../schema/formats.ts";
import { boolean, choice, type Fields, formatted, integer, optional, string } from "../../schema/schema.ts";

registerFormat("ipv4mask", (text) =>
  isIPv4(text) &&
  /^1*0*$/.test(
    text
      .split(".")
      .map((part) => Number(part).toString(2).padStart(8, "0"))
      .join(""),
  )
    ? undefined
    : "value does not look like a valid IP netmask",
);
registerFormat("pve-vlan-id-or-range", (text) => {
  const [, from = "", to = from] = /^(\d+)(?:-(\d+))?$/.exec(text) ?? [];
  if (from === "") return `invalid VLAN ID or range '${text}'`;
  if (Number(from) < 1 || Number(to) > 4094) return `invalid VLAN ID or range '${text}'`;
  return Number(from) > Number(to) ? `VLAN range must go from lower to higher tag '${text}'` : undefined;
});

const interfaceTypes = [
  "bridge",
  "bond",
  "eth",
  "alias",
  "vlan",
  "fabric",
  "OVSBridge",
  "OVSBond",
  "OVSPort",
  "OVSIntPort",
  "vnet",
] as const;

/** For the list alone. */
export const typeFilter = choice(...interfaceTypes, "any_bridge", "any_local_bridge", "include_sdn");

const ports = () => optional(formatted("pve-iface-list"));

export const interfaceOptions = {
  type: choice(...interfaceTypes, "unknown"),
  address: { ...optional(formatted("ipv4")), requires: "netmask" },
  address6: { ...optional(formatted("ipv6")), requires: "netmask6" },
  autostart: optional(boolean()),
  "bond-primary": optional(formatted("pve-iface")),
  bond_mode: optional(
    choice(
      "balance-rr",
      "active-backup",
      "balance-xor",
      "broadcast",
      "802.3ad",
      "balance-tlb",
      "balance-alb",
      "balance-slb",
      "lacp-balance-slb",
      "lacp-balance-tcp",
    ),
  ),
  bond_xmit_hash_policy: optional(choice("layer2", "layer2+3", "layer3+4")),
  bridge_ports: ports(),
  bridge_vids: optional(formatted("pve-vlan-id-or-range-list")),
  bridge_vlan_aware: optional(boolean()),
  cidr: optional(formatted("CIDRv4")),
  cidr6: optional(formatted("CIDRv6")),
  comments: optional(string()),
  comments6: optional(string()),
  gateway: optional(formatted("ipv4")),
  gateway6: optional(formatted("ipv6")),
  mtu: optional(integer({ minimum: 1280, maximum: 65520 })),
  netmask: { ...optional(formatted("ipv4mask")), requires: "address" },
  netmask6: { ...optional(integer({ minimum: 0, maximum: 128 })), requires: "address6" },
  ovs_bonds: ports(),
  ovs_bridge: optional(formatted("pve-iface")),
  ovs_options: optional(string({ maxLength: 1024 })),
  ovs_ports: ports(),
  ovs_tag: optional(integer({ minimum: 1, maximum: 4094 })),
  slaves: ports(),
  "vlan-id": optional(integer({ minimum: 1, maximum: 4094 })),
  "vlan-raw-device": optional(formatted("pve-iface")),
} as const satisfies Fields;
