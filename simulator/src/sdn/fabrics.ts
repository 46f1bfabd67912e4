/**
 * Fabrics: networks in which the nodes find their routes to each other by themselves.
 * Source: proxmox-ve-config, sdn::fabric, whose rules and words these are; a fabric is a section, and each of its nodes another.
 */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { modified, type Section, type Settings } from "../sections/section-file.ts";
import { configured, runningSection, sectionNamed } from "./config.ts";

export const protocols = ["openfabric", "ospf"] as const;
export type Protocol = (typeof protocols)[number];

/** A fabric as the API shows it. */
export interface Fabric extends Settings {
  readonly id: string;
  readonly protocol: Protocol;
}

/** A node of a fabric as the API shows it. */
export interface FabricNode extends Settings {
  readonly fabric_id: string;
  readonly node_id: string;
  readonly protocol: Protocol;
  /** `name=enp1s0,ip=10.0.0.1/31` */
  readonly interfaces: readonly string[];
}

const protocolOf = ({ type }: Section): Protocol => (type.startsWith("ospf") ? "ospf" : "openfabric");
const isNode = ({ type }: Section): boolean => type.endsWith("_node");
/** Between a fabric's name and a node's; a fabric's name has none. */
const divider = "_";

export const fabricsIn = (sections: readonly Section[]): Fabric[] =>
  sections
    .filter((section) => !isNode(section))
    .map((section) => ({ id: section.id, protocol: protocolOf(section), ...section.settings }));

/** Nodes of one fabric, or of all. */
export const fabricNodesIn = (sections: readonly Section[], fabric?: string): FabricNode[] =>
  sections.filter(isNode).flatMap((section) => {
    const at = section.id.indexOf(divider);
    const [fabric_id, node_id] = [section.id.slice(0, at), section.id.slice(at + 1)];
    if (fabric !== undefined && fabric_id !== fabric) return [];
    const interfaces = (section.settings.interfaces ?? []) as readonly string[];
    return [{ fabric_id, node_id, protocol: protocolOf(section), ...section.settings, interfaces }];
  });

export const fabricSection = (id: string, protocol: Protocol, settings: Settings): Section => ({
  id,
  type: `${protocol}_fabric`,
  settings,
});

export const nodeSection = (fabric: string, node: string, protocol: Protocol, settings: Settings): Section => ({
  id: `${fabric}${divider}${node}`,
  type: `${protocol}_node`,
  settings,
});

/** @throws 500 `fabric 'main' does not exist in configuration` */
export const fabricNamed = (cluster: Cluster, id: string): Section => found(sectionNamed(cluster, "fabrics", id), id);

/** The fabric as it runs. @throws 500 the same */
export const runningFabric = (cluster: Cluster, id: string): Section =>
  found(runningSection(cluster, "fabrics", id), id);

function found(fabric: Section | undefined, id: string): Section {
  if (!fabric || isNode(fabric)) throw refusal(`fabric '${id}' does not exist in configuration`);
  return fabric;
}

/** @throws 500 `node 'pve' does not exist in fabric 'main'` */
export function fabricNodeNamed(cluster: Cluster, fabric: string, node: string): Section {
  fabricNamed(cluster, fabric);
  const found = sectionNamed(cluster, "fabrics", `${fabric}${divider}${node}`);
  if (!found) throw refusal(`node '${node}' does not exist in fabric '${fabric}'`);
  return found;
}

/** SHA-256 of what is written of all fabrics. */
export const fabricDigest = (cluster: Cluster): string =>
  createHash("sha256")
    .update(JSON.stringify(configured(cluster, "fabrics")))
    .digest("hex");

/** @throws 500 when a fabric has changed since the caller read one */
export function demandUnchanged(cluster: Cluster, seen: string | undefined): void {
  if (seen !== undefined && seen !== fabricDigest(cluster)) throw modified();
}

/** @throws 500 for a change that says another protocol than what it changes */
export function demandProtocol(section: Section, protocol: Protocol): void {
  if (protocolOf(section) !== protocol) throw refusal("node has a different protocol than the referenced fabric");
}

/** @throws 500 for a fabric that carries a controller or a zone */
export function demandUnreferenced(cluster: Cluster, id: string): void {
  const uses = ({ settings }: Section) => settings.fabric === id;
  const controller = configured(cluster, "controllers").find((one) => one.type === "evpn" && uses(one));
  if (controller) throw refusal(`this fabric is still used in the EVPN controller "${controller.id}"`);
  const zone = configured(cluster, "zones").find((one) => one.type === "vxlan" && uses(one));
  if (zone) throw refusal(`this fabric is still used in the VXLAN zone "${zone.id}"`);
}
