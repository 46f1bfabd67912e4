/**
 * Interfaces that a node gets from zones, network by network, as ifupdown2 reads them.
 * Source: generate_sdn_config of the plugins of PVE::Network::SDN::Zones.
 */
import { isIPv6 } from "node:net";
import { splitList } from "../schema/formats.ts";
import type { Section } from "../sections/section-file.ts";
import { isPointToPoint, placeOf } from "./subnets.ts";

/** Options of an interface, one a line. */
export type Stanzas = Readonly<Record<string, readonly string[]>>;

/** What a network's interfaces are made of, on one node. */
export interface Plan {
  readonly node: string;
  readonly zone: Section;
  readonly vnet: Section;
  readonly subnets: readonly Section[];
  /** The node's own address and interface, by which it reaches everything else. */
  readonly outward: { readonly address: string; readonly iface: string };
  /** The bridge of the zone, if it has one. */
  readonly bridge?: { readonly name: string; readonly vlanAware: boolean; readonly ports: readonly string[] };
  /** Addresses of a tunnel's ends: the node's own and all of them. */
  readonly tunnel?: { readonly own: string; readonly peers: readonly string[] };
}

/** Interfaces of a network by name; some are those of its zone. */
export function interfacesFor(plan: Plan): Stanzas {
  if (plan.zone.type === "simple") return simple(plan);
  if (plan.zone.type === "qinq") return qinq(plan);
  if (plan.zone.type === "vxlan") return vxlan(plan);
  return plan.zone.type === "evpn" ? evpn(plan) : vlan(plan);
}

const given = (name: string, value: unknown): string[] => (value ? [`${name} ${value}`] : []);
const veth = (peer: string, mtu?: unknown): string[] => [
  "link-type veth",
  `veth-peer-name ${peer}`,
  ...given("mtu", mtu),
];
const vlanAware = ["bridge-vlan-aware yes", "bridge-vids 2-4094"];

/** The network's own bridge. */
const bridged = ({ vnet, zone }: Plan, ports: string, mtu: unknown = zone.settings.mtu): string[] => [
  `bridge_ports ${ports}`,
  "bridge_stp off",
  "bridge_fd 0",
  ...(vnet.settings.vlanaware ? vlanAware : []),
  ...given("mtu", mtu),
  ...given("alias", vnet.settings.alias),
];

function simple(plan: Plan): Stanzas {
  const { lines, forwarding } = gateways(plan, true);
  const single = plan.subnets
    .filter(isPointToPoint)
    .map(({ id }) => `up ip route add ${placeOf(id).cidr} dev ${plan.vnet.id}`);
  return { [plan.vnet.id]: [...lines, ...single, ...bridged(plan, "none"), ...forwarding] };
}

/** Addresses of the subnets' gateways on the bridge, and what lets packets through there. */
function gateways({ subnets, outward }: Plan, leaves: boolean) {
  const lines: string[] = [];
  const versions = new Set<4 | 6>();
  for (const { id, settings } of subnets) {
    const { cidr, mask } = placeOf(id);
    const { gateway, snat } = settings;
    const version = isIPv6(String(gateway ?? "")) ? 6 : 4;
    if (gateway) {
      lines.push(`address ${gateway}/${mask}`);
      versions.add(version);
    }
    if (snat && leaves) lines.push(...translated(version === 6 ? "ip6tables" : "iptables", cidr, outward));
  }
  const forwarding = [...(versions.has(4) ? ["ip-forward on"] : []), ...(versions.has(6) ? ["ip6-forward on"] : [])];
  return { lines, forwarding };
}

function translated(program: string, cidr: string, { address, iface }: Plan["outward"]): string[] {
  const rule = `POSTROUTING -s '${cidr}' -o ${iface} -j SNAT --to-source ${address}`;
  const zone = "PREROUTING -i fwbr+ -j CT --zone 1";
  return [
    `post-up ${program} -t nat -A ${rule}`,
    `post-down ${program} -t nat -D ${rule}`,
    `post-up ${program} -t raw -I ${zone}`,
    `post-down ${program} -t raw -D ${zone}`,
  ];
}

function vlan(plan: Plan): Stanzas {
  const { vnet, zone, bridge } = plan;
  if (!bridge) return {};
  const { tag } = vnet.settings;
  if (bridge.vlanAware) return { [vnet.id]: bridged(plan, `${bridge.name}.${tag}`) };
  const [uplink, peer] = [`ln_${vnet.id}`, `pr_${vnet.id}`];
  const { mtu } = zone.settings;
  const ports = [...bridge.ports.map((port) => ` ${port}.${tag}`)].join("");
  return {
    [uplink]: veth(peer, mtu),
    [peer]: veth(uplink, mtu),
    [`${bridge.name}v${tag}`]: [`bridge_ports ${ports} ${peer}`, "bridge_stp off", "bridge_fd 0", ...given("mtu", mtu)],
    [vnet.id]: bridged(plan, uplink),
  };
}

function qinq(plan: Plan): Stanzas {
  const { vnet, zone, bridge } = plan;
  if (!bridge) return {};
  const { tag, mtu, "vlan-protocol": protocol } = zone.settings;
  const [uplink, peer, inner] = [`ln_${zone.id}`, `pr_${zone.id}`, `z_${zone.id}`];
  const outer = bridge.vlanAware ? `${bridge.name}.${tag}` : `sv_${zone.id}`;
  const outerTag = bridge.vlanAware
    ? protocol
      ? { [bridge.name]: [`bridge-vlan-protocol ${protocol}`], [outer]: [`vlan-protocol ${protocol}`] }
      : {}
    : {
        [outer]: [...given("vlan-raw-device", bridge.ports[0]), `vlan-id ${tag}`, ...given("vlan-protocol", protocol)],
      };
  return {
    ...outerTag,
    [uplink]: veth(peer),
    [peer]: veth(uplink),
    [inner]: [...given("mtu", mtu), "bridge-stp off", `bridge-ports ${outer} ${uplink}`, "bridge-fd 0", ...vlanAware],
    [vnet.id]: bridged(plan, vnet.settings.tag ? `${inner}.${vnet.settings.tag}` : peer),
  };
}

/** What a tunnel takes of each packet. */
const tunnelMtu = 1450;

function vxlan(plan: Plan): Stanzas {
  const { vnet, zone, tunnel } = plan;
  if (!tunnel) return {};
  const mtu = zone.settings.mtu ?? tunnelMtu;
  const remotes = tunnel.peers.filter((peer) => peer !== tunnel.own).map((peer) => `vxlan_remoteip ${peer}`);
  const port = given("vxlan-port", zone.settings["vxlan-port"]);
  return {
    [`vxlan_${vnet.id}`]: [`vxlan-id ${vnet.settings.tag}`, ...remotes, ...port, `mtu ${mtu}`],
    [vnet.id]: bridged(plan, `vxlan_${vnet.id}`, mtu),
  };
}

function evpn(plan: Plan): Stanzas {
  const { node, vnet, zone, tunnel } = plan;
  if (!tunnel) return {};
  const { mac, exitnodes, "vrf-vxlan": vni, "exitnodes-local-routing": local } = zone.settings;
  const mtu = Number(zone.settings.mtu ?? tunnelMtu);
  const isExit = splitList(String(exitnodes ?? "")).includes(node);
  const { lines, forwarding } = gateways(plan, isExit);
  const [vrf, l3, cross] = [`vrf_${zone.id}`, `vrfvx_${zone.id}`, `xvrf_${zone.id}`];
  const end = (id: unknown): string[] => [
    `vxlan-id ${id}`,
    `vxlan-local-tunnelip ${tunnel.own}`,
    ...given("vxlan-port", zone.settings["vxlan-port"]),
    "bridge-learning off",
    ...(zone.settings["disable-arp-nd-suppression"] ? [] : ["bridge-arp-nd-suppress on"]),
    `mtu ${mtu}`,
  ];
  const unreachable = `ip route ${isExit ? "del" : "add"} vrf ${vrf} unreachable default metric 4278198272`;
  const pair = (address: string, peer: string, more: string[] = []): string[] => [
    "link-type veth",
    `address ${address}`,
    `veth-peer-name ${peer}`,
    ...more,
    `mtu ${mtu + 50}`,
  ];
  return {
    [`vxlan_${vnet.id}`]: end(vnet.settings.tag),
    [vnet.id]: [
      ...lines,
      ...given("hwaddress", mac),
      ...bridged(plan, `vxlan_${vnet.id}`, mtu),
      ...forwarding,
      ...(plan.subnets.length > 0 ? ["arp-accept on"] : []),
      `vrf ${vrf}`,
    ],
    [vrf]: ["vrf-table auto", `post-up ${unreachable}`],
    [l3]: end(vni),
    [`vrfbr_${zone.id}`]: [`bridge-ports ${l3}`, "bridge_stp off", "bridge_fd 0", `mtu ${mtu}`, `vrf ${vrf}`],
    ...(isExit && local
      ? {
          [cross]: pair("10.255.255.1/30", `xvrfp_${zone.id}`),
          [`xvrfp_${zone.id}`]: pair("10.255.255.2/30", cross, [`vrf ${vrf}`]),
        }
      : {}),
  };
}
