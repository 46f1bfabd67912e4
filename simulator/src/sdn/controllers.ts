/** Routers that tell zones and fabrics of each other. Source: PVE::Network::SDN::Controllers and its plugins. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { localNode } from "../nodes/node.ts";
import type { Section } from "../sections/section-file.ts";
import { configured } from "./config.ts";
import type { Types } from "./types.ts";

export const controllerTypes = {
  bgp: {
    required: ["node", "asn", "peers"],
    optional: ["bgp-multipath-as-path-relax", "ebgp", "ebgp-multihop", "loopback"],
  },
  evpn: { required: ["asn"], optional: ["peers", "fabric"] },
  faucet: { required: [], optional: [] },
  isis: { required: ["isis-domain", "isis-net", "isis-ifaces", "node"], optional: ["loopback"] },
} as const satisfies Types;

/** @throws 500 for a second one where one alone may be, and for an EVPN controller with no underlay or two */
export function demandController(cluster: Cluster, { id, type, settings }: Section): void {
  const others = configured(cluster, "controllers").filter((other) => other.id !== id && other.type === type);
  const here = others.filter((other) => other.settings.node === localNode(cluster)?.name);
  if (type === "bgp" && here.length > 1) throw refusal("only 1 bgp controller can be defined");
  if (type === "isis" && here.length > 1) throw refusal("only 1 bgp or isis controller can be defined");
  if (type !== "evpn") return;
  if (others.length > 0) throw refusal("only 1 global evpn controller can be defined");
  if (Boolean(settings.peers) === Boolean(settings.fabric)) {
    throw refusal("must have exactly one of peers / fabric defined");
  }
}

/** @throws 500 for a controller that a zone names; nobody asks for those of the other types */
export function demandUnused(cluster: Cluster, { id, type }: Section): void {
  const zone = configured(cluster, "zones").find(({ settings }) => settings.controller === id);
  if (zone && (type === "bgp" || type === "evpn")) throw refusal(`controller ${id} is used by ${zone.id}`);
}
