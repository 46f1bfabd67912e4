/** Networks of a zone, each a bridge on the nodes that the zone reaches. Source: PVE::Network::SDN::Vnets and the zones' plugins. */
import type { Cluster } from "../cluster.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import type { Section } from "../sections/section-file.ts";
import { configured, sectionNamed } from "./config.ts";

/** @throws 500 `sdn vnet 'lan' does not exist` */
export function vnetNamed(cluster: Cluster, id: string): Section {
  const vnet = sectionNamed(cluster, "vnets", id);
  if (!vnet) throw refusal(`sdn vnet '${id}' does not exist`);
  return vnet;
}

/** What a network belongs to in the tree of permissions. */
export const vnetPath = (vnet: Section): string => `/sdn/zones/${vnet.settings.zone}/${vnet.id}`;

/** The zone that a bridge counts to: that of the network of this name, else the node's own. */
export const zoneOfBridge = (cluster: Cluster, bridge: string): string =>
  String(sectionNamed(cluster, "vnets", bridge)?.settings.zone ?? "localnetwork");

/** The network, for who has one of the privileges on it. @throws 403, and 500 when there is none */
export function demandVnet(cluster: Cluster, caller: Caller, id: string, privileges: readonly string[]): Section {
  const vnet = vnetNamed(cluster, id);
  caller.demand(vnetPath(vnet), privileges, { any: true });
  return vnet;
}

export const subnetsOf = (cluster: Cluster, vnet: string): Section[] =>
  configured(cluster, "subnets").filter(({ settings }) => settings.vnet === vnet);

/** The network fits its zone, and the zone's other networks. @throws 400, and 500 for a zone that is not there */
export function demandFit(cluster: Cluster, vnet: Section): void {
  const zone = sectionNamed(cluster, "zones", String(vnet.settings.zone));
  if (!zone) throw refusal("cannot lookup undefined type!");
  const others = configured(cluster, "vnets").filter(({ id }) => id !== vnet.id);
  const inZone = others.filter(({ settings }) => settings.zone === zone.id);
  if (zone.type === "simple") demandNoTag(vnet);
  else if (zone.type === "qinq") demandInnerTag(vnet, inZone);
  else if (zone.type === "vlan" || zone.type === "faucet") demandVlan(vnet, inZone);
  else demandVni(cluster, vnet, others, zone.type);
  if (vnet.settings.vlanaware && subnetsOf(cluster, vnet.id).length > 0) {
    throw invalidParameters({ vlanaware: "vlanaware vnet is not compatible with subnets" });
  }
}

const wrongTag = (fault: string) => invalidParameters({ tag: fault });

function demandNoTag({ settings }: Section): void {
  if (settings.tag !== undefined) throw wrongTag("vlan tag is not allowed on simple zone");
}

function demandVlan({ settings: { tag } }: Section, others: readonly Section[]): void {
  if (tag === undefined) throw wrongTag("missing vlan tag");
  if (Number(tag) > 4096) throw wrongTag("vlan tag max value is 4096");
  const other = others.find(({ settings }) => settings.tag === tag);
  if (other) throw wrongTag(`tag ${tag} already exist in vnet ${other.id}`);
}

function demandInnerTag({ settings: { tag, zone } }: Section, others: readonly Section[]): void {
  if (Number(tag ?? 0) > 4096) throw wrongTag("VLAN tag maximal value is 4096");
  const other = others.find(({ settings }) => settings.tag === tag);
  if (!other) return;
  throw wrongTag(
    tag === undefined
      ? `tag-less vnet already exists in zone ${zone} vnet ${other.id}`
      : `tag ${tag} already exist in zone ${zone} vnet ${other.id}`,
  );
}

/** VXLAN numbers are taken once in the whole cluster. */
function demandVni(cluster: Cluster, { settings }: Section, others: readonly Section[], type: string): void {
  const { tag, vlanaware } = settings;
  if (tag === undefined) throw wrongTag("missing vxlan tag");
  if (type === "evpn" && vlanaware) {
    throw invalidParameters({ "vlan-aware": "vlan-aware option can't be enabled with evpn" });
  }
  const other = others.find((one) => one.settings.tag === tag && isOverlay(cluster, String(one.settings.zone)));
  if (other) throw wrongTag(`vxlan tag ${tag} already exist in vnet ${other.id} in zone ${other.settings.zone} `);
}

const isOverlay = (cluster: Cluster, zone: string): boolean =>
  ["vxlan", "evpn"].includes(sectionNamed(cluster, "zones", zone)?.type ?? "");
