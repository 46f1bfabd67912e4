/** The interfaces of a node, with what waits to be applied. */

import { WithAttributes } from "../../kernel/attributes.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { changesBetween } from "../../network/file.ts";
import { configured, type NodeNetwork, networkOf } from "../../network/network.ts";
import { shownInterface } from "../../network/settle.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { optional } from "../../schema/schema.ts";
import { typeFilter } from "./parameters.ts";

const isBridge = (type: unknown) => type === "bridge" || type === "OVSBridge";

export const listInterfaces = endpoint({
  method: "GET",
  path: "/nodes/{node}/network",
  permission: everyone,
  parameters: { type: optional(typeFilter) },
  run({ cluster, caller, parameters: { node, type } }) {
    const network = networkOf(cluster, node);
    const shown = Object.entries(configured(network))
      .filter(([, one]) => one.type !== "loopback" && isWanted(String(one.type), type))
      .filter(([name, one]) => !isBridge(one.type) || maySee(caller, name))
      .map(([name]) => ({ ...asShown(network, name), iface: name }));
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

/** Whoever may use a bridge, or one of its VLANs, sees it. */
const maySee = (caller: Caller, bridge: string): boolean =>
  caller.can(`/sdn/zones/localnetwork/${bridge}`, ["SDN.Audit", "SDN.Use"], { any: true });
