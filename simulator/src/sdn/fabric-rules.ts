/** What all fabrics together must keep to whenever one of them was changed. Source: proxmox-ve-config, Validatable for FabricConfig. */
import { isIPv4, isIPv6 } from "node:net";
import { refusal } from "../kernel/error.ts";
import { contains, overlap, readAddress, readNetwork } from "../network/ip.ts";
import type { Section } from "../sections/section-file.ts";
import { type Fabric, type FabricNode, fabricNodesIn, fabricsIn } from "./fabrics.ts";

/** @throws 500 for prefixes that overlap, areas and interfaces that are used twice, and nodes outside their fabric */
export function demandValid(sections: readonly Section[]): void {
  const fabrics = fabricsIn(sections);
  for (const [index, one] of fabrics.entries()) {
    for (const other of fabrics.slice(index + 1)) demandApart(one, other);
  }
  const areas = new Set<string>();
  const interfaces = new Set<string>();
  for (const fabric of fabrics) {
    if (fabric.protocol === "ospf") demandNew(areas, areaAddress(String(fabric.area)), "duplicate OSPF area");
    const nodes = fabricNodesIn(sections, fabric.id);
    for (const { node_id, interfaces: names } of nodes) {
      for (const name of names.map(interfaceName)) {
        demandNew(interfaces, `${node_id} ${name}`, "interface is already in use by another fabric");
      }
    }
    demandNodes(fabric, nodes);
    demandPrefix(fabric);
  }
}

function demandNew(seen: Set<string>, key: string, fault: string): void {
  if (seen.has(key)) throw refusal(fault);
  seen.add(key);
}

const interfaceName = (text: string): string => /^name=([^,]*)/.exec(text)?.[1] ?? text;

function demandApart(one: Fabric, other: Fabric): void {
  for (const [name, first, second] of [
    ["ip_prefix", "IP prefix", "IPv4 prefix"],
    ["ip6_prefix", "IPv6 prefix", "IPv6 prefix"],
  ] as const) {
    const [a, b] = [readNetwork(String(one[name])), readNetwork(String(other[name]))];
    if (!a || !b || !overlap(a, b)) continue;
    const place = `${first} ${other[name]} in fabric '${other.id}'`;
    throw refusal(`${place} overlaps with ${second} ${one[name]} in fabric '${one.id}'`);
  }
}

/** Nodes have an address in each of the fabric's prefixes, and each another. */
function demandNodes(fabric: Fabric, nodes: readonly FabricNode[]): void {
  const taken = new Set<string>();
  for (const node of nodes) {
    for (const name of ["ip", "ip6"] as const) demandInside(fabric, node, name);
    for (const ip of [node.ip, node.ip6].filter((one) => one !== undefined)) {
      demandNew(taken, String(ip), `fabric ${fabric.id} contains nodes with duplicated IPs`);
    }
    const ospf = fabric.protocol === "ospf";
    if (node.ip === undefined && (ospf || node.ip6 === undefined)) {
      throw refusal(`node '${fabric.id}_${node.node_id}' does not have an IP configured`);
    }
    if (ospf && node.ip6 !== undefined) throw refusal("IPv6 is currently not supported for protocol ospf");
  }
}

function demandInside(fabric: Fabric, node: FabricNode, name: "ip" | "ip6"): void {
  const [prefix, ip] = [fabric[`${name}_prefix`], node[name]];
  if (prefix === undefined && ip === undefined) return;
  if (prefix === undefined) {
    throw refusal(`fabric '${fabric.id}' does not have an IP prefix configured for the node IP ${ip}`);
  }
  if (ip === undefined) {
    const id = `${fabric.id}_${node.node_id}`;
    throw refusal(`node '${id}' does not have an IP configured for this fabric prefix ${prefix}`);
  }
  const [network, address] = [readNetwork(String(prefix)), readAddress(String(ip))];
  if (network && address && !contains(network, address)) {
    throw refusal(`node IP ${ip} is outside the IP prefix ${prefix} of the fabric`);
  }
}

function demandPrefix({ id, protocol, ip_prefix, ip6_prefix }: Fabric): void {
  if (ip_prefix === undefined && (protocol === "ospf" || ip6_prefix === undefined)) {
    throw refusal(`fabric '${id}' does not have an IP prefix configured`);
  }
  if (protocol === "ospf" && ip6_prefix !== undefined) {
    throw refusal("IPv6 is currently not supported for protocol ospf");
  }
}

/** An area is a number or an address, and 1 is the same as 0.0.0.1. */
const areaAddress = (area: string): string => String(isIPv4(area) ? readAddress(area)?.value : BigInt(area));

/** @throws 500 for an area that is neither a number of 32 bits nor an IPv4 address */
export function demandArea(area: string): void {
  if (!isIPv4(area) && !(/^\d+$/.test(area) && Number(area) < 2 ** 32)) {
    throw refusal("Area is not a number, nor an ip address");
  }
}

/** @throws 500 for a prefix of the other version */
export function demandVersions({ ip_prefix, ip6_prefix }: Readonly<Record<string, unknown>>): void {
  const [host4, host6] = [ip_prefix, ip6_prefix].map((text) => String(text ?? "").split("/")[0] ?? "");
  const right = (ip_prefix === undefined || isIPv4(host4 ?? "")) && (ip6_prefix === undefined || isIPv6(host6 ?? ""));
  if (!right) throw refusal("invalid IP address");
}
