import type { Construct } from "constructs";
import { holds, parseSubnet, toNumber } from "../model/addresses.ts";
import type { Lab, Node } from "../model/lab.ts";
import { NodeDns, NodeHosts, NodeTime } from "../providers/proxmox/node-settings.ts";

/** Settings of a node that guests and cluster rely on: whom it asks for names, which it knows itself, and its time zone. */
export function nodeSettings(scope: Construct, { site, nodes, networks }: Lab, node: Node): void {
  const servers = networks.find(({ subnet }) => isIn(subnet, node))?.dns ?? [];
  if (servers.length > 0) new NodeDns(scope, `dns-${node.name}`, { nodeName: node.name, domain: site.domain, servers });
  new NodeHosts(scope, `hosts-${node.name}`, { nodeName: node.name, entry: hostsFile(site.domain, nodes) });
  if (site.timezone !== undefined)
    new NodeTime(scope, `time-${node.name}`, { nodeName: node.name, timeZone: site.timezone });
}

function isIn(subnet: string, { address }: Node): boolean {
  const range = parseSubnet(subnet);
  return range !== undefined && holds(range, toNumber(address));
}

/** Nodes find each other without DNS, which may itself be a guest; the other lines are those of Proxmox's installer. */
function hostsFile(domain: string, nodes: readonly Node[]) {
  return [
    { address: "127.0.0.1", hostnames: ["localhost.localdomain", "localhost"] },
    ...nodes.map(({ name, address }) => ({ address, hostnames: [`${name}.${domain}`, name] })),
    { address: "::1", hostnames: ["ip6-localhost", "ip6-loopback"] },
    { address: "fe00::0", hostnames: ["ip6-localnet"] },
    { address: "ff00::0", hostnames: ["ip6-mcastprefix"] },
    { address: "ff02::1", hostnames: ["ip6-allnodes"] },
    { address: "ff02::2", hostnames: ["ip6-allrouters"] },
    { address: "ff02::3", hostnames: ["ip6-allhosts"] },
  ];
}
