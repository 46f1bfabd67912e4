/** The interfaces of a node, with what waits to be applied. */

import type { Cluster } from "../../cluster.ts";
import { WithAttributes } from "../../kernel/attributes.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { changesBetween } from "../../network/file.ts";
import { configured, type NodeNetwork, networkOf } from "../../network/network.ts";
import { shownInterface } from "../../network/settle.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { optional } from "../../schema/schema.ts";
import { vnetInterfaces } from "../../sdn/bridges.ts";
import { fabricInterfaces } from "../../sdn/status.ts";
import { typeFilter } from "./parameters.ts";

type Shown = Readonly<Record<string, unknown>>;

const isBridge = (type: unknown) => type === "bridge" || type === "OVSBridge";

export const listInterfaces = endpoint({
  method: "GET",
  path: "/nodes/{node}/network",
  permission: everyone,
  parameters: { type: optional(typeFilter) },
  run({ cluster, caller, parameters: { node, type } }) {
    const network = networkOf(cluster, node);
    const shown: Shown[] = Object.entries(configured(network))
      .filter(([, one]) => one.type !== "loopback" && isWanted(String(one.type), type))
      .filter(([name, one]) => !isBridge(one.type) || maySee(caller, name))
      .map(([name]) => ({ ...asShown(network, name), iface: name }));
    if (type !== undefined && vnetTypes.has(type)) shown.push(...vnetsFor(cluster, caller, node));
    if (type !== undefined && fabricTypes.has(type)) shown.push(...fabricsFor(cluster, caller, node));
    const changes = network.pending && changesBetween(network.running, network.pending);
    return changes === undefined ? shown : new WithAttributes(shown, { changes });
  },
});

export const readInterface = endpoint({
  method: "GET",
  path: "/nodes/{node}/network/{iface}",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  run({ cluster, parameters: { node, iface } }) {
    const network = networkOf(cluster, node);
    if (!configured(network)[iface]) throw invalidParameters({ iface: "interface does not exist" });
    return asShown(network, iface);
  },
});

const asShown = (network: NodeNetwork, name: string) =>
  shownInterface(name, configured(network), network.cards, network.running[name] !== undefined);

function isWanted(type: string, wanted: string | undefined): boolean {
  if (wanted === undefined || wanted === "include_sdn") return true;
  return type === wanted || (isBridge(type) && /^any(_local)?_bridge$/.test(wanted));
}

/** Answers that networks and fabrics of the software-defined kind are part of. */
const vnetTypes: ReadonlySet<string> = new Set(["any_bridge", "include_sdn", "vnet"]);
const fabricTypes: ReadonlySet<string> = new Set(["include_sdn", "fabric"]);

const vnetsFor = (cluster: Cluster, caller: Caller, node: string): Shown[] =>
  vnetInterfaces(cluster, node)
    .filter(({ zone, shown }) => maySee(caller, shown.iface, zone))
    .map(({ shown }) => shown);

const fabricsFor = (cluster: Cluster, caller: Caller, node: string): Shown[] =>
  fabricInterfaces(cluster, node).filter(({ iface }) =>
    caller.can(`/sdn/fabrics/${iface}`, ["SDN.Audit", "SDN.Use", "SDN.Allocate"], { any: true }),
  );

/** Whoever may use a bridge, or one of its VLANs, sees it. */
const maySee = (caller: Caller, bridge: string, zone = "localnetwork"): boolean =>
  caller.can(`/sdn/zones/${zone}/${bridge}`, ["SDN.Audit", "SDN.Use"], { any: true });
