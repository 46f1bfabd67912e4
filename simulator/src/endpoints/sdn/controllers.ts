import { boolean, type Fields, formatted, integer, optional, string } from "../../schema/schema.ts";
import { configured, staged } from "../../sdn/config.ts";
import { controllerTypes, demandController, demandUnused } from "../../sdn/controllers.ts";
import { sectionEndpoints } from "./sections.ts";

const options = {
  asn: optional(integer({ minimum: 0, maximum: 4_294_967_295 })),
  "bgp-multipath-as-path-relax": optional(boolean()),
  ebgp: optional(boolean()),
  "ebgp-multihop": optional(integer()),
  fabric: optional(formatted("pve-sdn-fabric-id")),
  "isis-domain": optional(string()),
  "isis-ifaces": optional(formatted("pve-iface-list")),
  "isis-net": optional(formatted("pve-sdn-isis-net")),
  loopback: optional(string()),
  node: optional(formatted("pve-node")),
  peers: optional(formatted("ip-list")),
} as const satisfies Fields;

export const controllers = sectionEndpoints({
  name: "controller",
  plural: "controllers",
  file: staged.controllers,
  part: "controllers",
  types: controllerTypes,
  options,
  all: (cluster) => Object.fromEntries(configured(cluster, "controllers").map((one) => [one.id, one])),
  settle(cluster, controller) {
    demandController(cluster, controller);
    return controller;
  },
  demandRemovable: demandUnused,
  removalFails: "delete sdn controller object failed",
});
