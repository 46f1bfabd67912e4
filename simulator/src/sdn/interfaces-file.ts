/** /etc/network/interfaces.d/sdn of a node. Source: PVE::Network::SDN, generate_raw_etc_network_config, and get_interfaces_etc_network_config of pve-rs. */
import type { Cluster } from "../cluster.ts";
import { difference } from "../network/file.ts";
import { networkOf } from "../network/network.ts";
import { nodes } from "../nodes/node.ts";
import { splitList } from "../schema/formats.ts";
import { parseProperties } from "../schema/property-string.ts";
import { optional, string } from "../schema/schema.ts";
import type { Section } from "../sections/section-file.ts";
import { compiledConfig, generatedOn, keepGenerated, type Running, runningConfig } from "./config.ts";
import { type FabricNode, fabricNodesIn } from "./fabrics.ts";
import { interfacesFor, type Plan } from "./interfaces.ts";
import { reaches } from "./zones.ts";

/** A node writes its file anew from what runs, as it does whenever its network is reloaded. */
export function generateOn(cluster: Cluster, node: string): void {
  const running = runningConfig(cluster);
  if (!running) return;
  keepGenerated(cluster, { node, version: running.version, interfaces: linesOf(cluster, node, running) });
}

/** What applying would change in a node's file; undefined for nothing. */
export function dryRun(cluster: Cluster, node: string): string | undefined {
  const before = generatedOn(cluster, node)?.interfaces ?? [];
  return difference("/etc/network/interfaces.d/sdn", [before, linesOf(cluster, node, compiledConfig(cluster))]);
}

function linesOf(cluster: Cluster, node: string, config: Running): string[] {
  const stanzas = new Map<string, readonly string[]>();
  for (const vnet of config.vnets) {
    const zone = config.zones.find(({ id }) => id === vnet.settings.zone);
    if (!zone || !reaches(zone, node)) continue;
    const made = interfacesFor(planOf(cluster, node, config, zone, vnet));
    for (const [name, lines] of Object.entries(made)) if (!stanzas.has(name)) stanzas.set(name, lines);
  }
  const names = [...stanzas.keys()].sort();
  return [
    `#version:${config.version}`,
    ...names.flatMap((name) => stanza(`auto ${name}`, `iface ${name}`, stanzas.get(name) ?? [])),
    ...fabricNodesIn(config.fabrics)
      .filter(({ node_id }) => node_id === node)
      .flatMap(fabricStanzas),
  ];
}

const stanza = (auto: string, iface: string, lines: readonly string[]): string[] => [
  "",
  auto,
  iface,
  ...lines.map((line) => `\t${line}`),
];

function planOf(cluster: Cluster, node: string, config: Running, zone: Section, vnet: Section): Plan {
  const host = cluster.state.table(nodes).get(node);
  const outward = { address: host?.address ?? "", iface: host?.bridge ?? "" };
  const subnets = config.subnets.filter(({ settings }) => settings.vnet === vnet.id);
  const tunnel = tunnelOf(node, config, zone, outward.address);
  const bridge = bridgeOf(cluster, node, zone);
  return { node, zone, vnet, subnets, outward, ...(tunnel && { tunnel }), ...(bridge && { bridge }) };
}

/** Undefined where the zone has no bridge, or the node does not have it. */
function bridgeOf(cluster: Cluster, node: string, { settings }: Section): Plan["bridge"] {
  const name = String(settings.bridge ?? "");
  const bridge = networkOf(cluster, node).running[name];
  if (!bridge) return undefined;
  const ports = splitList(String(bridge.bridge_ports ?? "")).filter((port) => port !== "none");
  return { name, vlanAware: Boolean(bridge.bridge_vlan_aware), ports };
}

/** The ends of a zone's tunnels: told ones, or the nodes of its fabric. Undefined on a node that is none of them. */
function tunnelOf(node: string, config: Running, zone: Section, own: string): Plan["tunnel"] {
  const controller = config.controllers.find(({ id }) => id === zone.settings.controller);
  const { peers, fabric } = zone.type === "evpn" ? (controller?.settings ?? {}) : zone.settings;
  if (peers) return { own, peers: splitList(String(peers)) };
  const members = fabricNodesIn(config.fabrics, String(fabric)).filter(({ ip }) => ip !== undefined);
  const here = members.find(({ node_id }) => node_id === node);
  return here && { own: String(here.ip), peers: members.map(({ ip }) => String(ip)) };
}

const interfaceFields = {
  name: string(),
  ip: optional(string()),
  ip6: optional(string()),
  hello_multiplier: optional(string()),
};

/** The node's own address on an interface that leads nowhere, and on those that lead to its neighbours unless they have others. */
function fabricStanzas({ fabric_id, ip, ip6, interfaces }: FabricNode): string[] {
  const dummy = [ip && `${ip}/32`, ip6 && `${ip6}/128`].filter(Boolean).map(String);
  const [own] = dummy;
  return [
    ...dummy.flatMap((cidr) => addressed(`dummy_${fabric_id}`, cidr, ["link-type dummy"])),
    ...interfaces.flatMap((text) => {
      const { name, ...port } = parseProperties(interfaceFields, text);
      const cidrs = [port.ip, port.ip6].filter((cidr) => cidr !== undefined);
      return (cidrs.length > 0 ? cidrs : own ? [own] : []).flatMap((cidr) => addressed(name, cidr, []));
    }),
  ];
}

const addressed = (name: string, cidr: string, more: readonly string[]): string[] =>
  stanza(`auto ${name}`, `iface ${name} ${cidr.includes(":") ? "inet6" : "inet"} static`, [
    `address ${cidr}`,
    ...more,
    "ip-forward 1",
  ]);
