/** How zones, networks and fabrics fare on a node. Source: PVE::Network::SDN::Zones::status and the zones' plugins. */
import type { Cluster } from "../cluster.ts";
import { networkOf } from "../network/network.ts";
import type { Section } from "../sections/section-file.ts";
import { generatedOn, runningConfig, runningSections } from "./config.ts";
import { fabricNodesIn, fabricsIn } from "./fabrics.ts";
import { reaches } from "./zones.ts";

export interface Status {
  readonly status: "available" | "pending" | "error";
  readonly statusmsg?: string;
}

/** Why a node does not run what it should yet; undefined when it does. */
function lagging(cluster: Cluster, node: string): string | undefined {
  const version = generatedOn(cluster, node)?.version;
  if (version === undefined) return "local sdn network configuration is not yet generated, please reload";
  return version < (runningConfig(cluster)?.version ?? 0)
    ? "local sdn network configuration is too old, please reload"
    : undefined;
}

/** Running zones that reach a node. */
export const zonesOn = (cluster: Cluster, node: string): readonly Section[] =>
  runningSections(cluster, "zones").filter((zone) => reaches(zone, node));

/** Running networks of a zone. */
export const vnetsIn = (cluster: Cluster, zone: string): readonly Section[] =>
  runningSections(cluster, "vnets").filter(({ settings }) => settings.zone === zone);

export function vnetStatus(cluster: Cluster, node: string, zone: Section): Status {
  const late = lagging(cluster, node);
  if (late !== undefined) return { status: "pending", statusmsg: late };
  const { bridge } = zone.settings;
  const missing = bridge !== undefined && !networkOf(cluster, node).running[String(bridge)];
  return missing ? { status: "error", statusmsg: `missing ${bridge}` } : { status: "available" };
}

/** A zone has an error when one of its networks has. */
export function zoneStatus(cluster: Cluster, node: string, zone: Section): Status["status"] {
  if (lagging(cluster, node) !== undefined) return "pending";
  return vnetsIn(cluster, zone.id).length > 0 ? vnetStatus(cluster, node, zone).status : "available";
}

/** Running zones and fabrics of a node as resources of the cluster; a fabric over which nothing was heard is not ok. */
export function networkResources(cluster: Cluster, node: string) {
  const fabrics = fabricNodesIn(runningSections(cluster, "fabrics")).filter(({ node_id }) => node_id === node);
  return [
    ...fabrics.map(({ fabric_id, protocol }) => ({
      type: "network",
      "network-type": "fabric",
      network: fabric_id,
      protocol,
      status: "not ok",
    })),
    ...zonesOn(cluster, node).map((zone) => ({
      type: "network",
      "network-type": "zone",
      network: zone.id,
      "zone-type": zone.type,
      status: zoneStatus(cluster, node, zone),
    })),
  ].map((resource) => ({ id: `network/${node}/${resource["network-type"]}/${resource.network}`, node, ...resource }));
}

/** Running fabrics of a node as the list of its interfaces tells of them. Source: PveInterface of pve-rs. */
export function fabricInterfaces(cluster: Cluster, node: string) {
  const sections = runningSections(cluster, "fabrics");
  const mine = new Set(fabricNodesIn(sections).flatMap((one) => (one.node_id === node ? [one.fabric_id] : [])));
  return fabricsIn(sections)
    .filter(({ id }) => mine.has(id))
    .map(({ id, ip_prefix, ip6_prefix }) => ({
      iface: id,
      type: "fabric",
      active: true,
      ...(ip_prefix !== undefined && { cidr: ip_prefix }),
      ...(ip6_prefix !== undefined && { cidr6: ip6_prefix }),
    }));
}
