/** Nodes of fabrics, each with its address and the interfaces over which it reaches others. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { anyOf, every, everyone, must, privileged } from "../../permission/rule.ts";
import { digest, node } from "../../schema/common.ts";
import { choice, type Fields, formatted, integer, list, optional, string } from "../../schema/schema.ts";
import { configured, type Entry, runningSections, sectionNamed, staged } from "../../sdn/config.ts";
import {
  demandProtocol,
  demandUnchanged,
  type FabricNode,
  fabricDigest,
  fabricNamed,
  fabricNodeNamed,
  fabricNodesIn,
  nodeSection,
  type Protocol,
  protocols,
} from "../../sdn/fabrics.ts";
import { changing, lockToken } from "../../sdn/lock.ts";
import { settingsOf } from "../../sections/section-file.ts";
import { settledItems } from "./dependent.ts";
import { fabricsSeen, keepFabric } from "./fabrics.ts";
import { chosen, soon, type View, view } from "./view.ts";

const fabric_id = formatted("pve-sdn-fabric-id");
const node_id = node();
const options = {
  digest: digest(),
  fabric_id,
  interfaces: { ...list(string()), dependent: true },
  ip: optional(formatted("ipv4")),
  ip6: optional(formatted("ipv6")),
  "lock-token": lockToken(),
  node_id,
  protocol: choice(...protocols),
} as const;

const name = formatted("pve-iface");
const ip = optional(formatted("CIDRv4"));
const interfaceFields: Readonly<Record<Protocol, Fields>> = {
  openfabric: {
    name,
    hello_multiplier: optional(integer({ minimum: 2, maximum: 100 })),
    ip,
    ip6: optional(formatted("CIDRv6")),
  },
  ospf: { name, ip },
};

const allocates = must(
  every(privileged("/sdn/fabrics/{fabric_id}", "SDN.Allocate"), privileged("/nodes/{node_id}", "Sys.Modify")),
);

/** What is said about a node, with its interfaces written anew. */
function settled(protocol: Protocol, { interfaces, ...given }: Readonly<Record<string, unknown>>) {
  const names = interfaces as readonly string[] | undefined;
  return {
    ...settingsOf(given),
    ...(names && { interfaces: settledItems("interfaces", names, interfaceFields[protocol]) }),
  };
}

const byId = (nodes: readonly FabricNode[]) =>
  Object.fromEntries(nodes.map((one) => [`${one.fabric_id}_${one.node_id}`, one as Entry]));

/** Nodes of one fabric, or of all, that the caller may see. */
function nodesSeen(cluster: Cluster, caller: Caller, wanted: View, fabric?: string) {
  const digest = wanted.running && !wanted.pending ? {} : { digest: fabricDigest(cluster) };
  return Object.values(
    chosen(
      () => byId(fabricNodesIn(runningSections(cluster, "fabrics"), fabric)),
      () => byId(fabricNodesIn(configured(cluster, "fabrics"), fabric)),
      wanted,
    ),
  )
    .filter((one) => caller.can(`/nodes/${soon(one, "node_id")}`, ["Sys.Audit", "Sys.Modify"], { any: true }))
    .map((one) => ({ ...one, ...digest }));
}

const ofSeenFabrics = (cluster: Cluster, caller: Caller, wanted: View) =>
  nodesSeen(cluster, caller, wanted).filter((one) =>
    caller.can(`/sdn/fabrics/${soon(one, "fabric_id")}`, ["SDN.Audit", "SDN.Allocate"], { any: true }),
  );

export const listFabricNodes = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics/node",
  permission: everyone,
  parameters: view,
  additional: true,
  run: ({ cluster, caller, parameters }) => ofSeenFabrics(cluster, caller, parameters),
});

export const listAll = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics/all",
  permission: everyone,
  parameters: view,
  additional: true,
  run({ cluster, caller, parameters }) {
    const digest = parameters.running && !parameters.pending ? {} : { digest: fabricDigest(cluster) };
    const fabrics = fabricsSeen(cluster, parameters)
      .filter(([id]) => caller.can(`/sdn/fabrics/${id}`, ["SDN.Audit", "SDN.Allocate"], { any: true }))
      .map(([, fabric]) => ({ ...fabric, ...digest }));
    return { fabrics, nodes: ofSeenFabrics(cluster, caller, parameters) };
  },
});

export const listNodesOfFabric = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics/node/{fabric_id}",
  permission: must(privileged("/sdn/fabrics/{fabric_id}", "SDN.Audit")),
  parameters: { ...view, fabric_id },
  additional: true,
  run({ cluster, caller, parameters }) {
    fabricNamed(cluster, parameters.fabric_id);
    return nodesSeen(cluster, caller, parameters, parameters.fabric_id);
  },
});

export const readFabricNode = endpoint({
  method: "GET",
  path: "/cluster/sdn/fabrics/node/{fabric_id}/{node_id}",
  permission: must(
    every(
      anyOf("/sdn/fabrics/{fabric_id}", "SDN.Audit", "SDN.Allocate"),
      anyOf("/nodes/{node_id}", "Sys.Audit", "Sys.Modify"),
    ),
  ),
  parameters: { fabric_id, node_id },
  additional: true,
  run({ cluster, parameters: { fabric_id, node_id } }) {
    const [found] = fabricNodesIn([fabricNodeNamed(cluster, fabric_id, node_id)]);
    return { ...found, digest: fabricDigest(cluster) };
  },
});

export const createFabricNode = endpoint({
  method: "POST",
  path: "/cluster/sdn/fabrics/node/{fabric_id}",
  permission: allocates,
  parameters: options,
  additional: true,
  run({ cluster, parameters: { fabric_id, node_id, protocol, digest, "lock-token": token, ip, ip6, interfaces } }) {
    const settings = settled(protocol, { ip, ip6, interfaces });
    return changing(cluster, "adding node failed", token, () => {
      demandUnchanged(cluster, digest);
      demandProtocol(fabricNamed(cluster, fabric_id), protocol);
      const section = nodeSection(fabric_id, node_id, protocol, settings);
      if (sectionNamed(cluster, "fabrics", section.id)) {
        throw refusal(`node '${node_id}' already exists in config for fabric ${fabric_id}`);
      }
      keepFabric(cluster, section);
      return null;
    });
  },
});

export const updateFabricNode = endpoint({
  method: "PUT",
  path: "/cluster/sdn/fabrics/node/{fabric_id}/{node_id}",
  permission: allocates,
  parameters: { ...options, delete: optional(list(choice("interfaces", "ip", "ip6"))) },
  additional: true,
  run({ cluster, parameters }) {
    const { fabric_id, node_id, protocol, digest, "lock-token": token, ip, ip6, interfaces, delete: gone } = parameters;
    const set = settled(protocol, { ip, ip6, interfaces });
    return changing(cluster, "updating node failed", token, () => {
      demandUnchanged(cluster, digest);
      const before = fabricNodeNamed(cluster, fabric_id, node_id);
      demandProtocol(before, protocol);
      const kept = Object.entries({ ...before.settings, ...set }).filter(([key]) => !(gone as string[])?.includes(key));
      keepFabric(cluster, { ...before, settings: Object.fromEntries(kept) });
      return null;
    });
  },
});

export const deleteFabricNode = endpoint({
  method: "DELETE",
  path: "/cluster/sdn/fabrics/node/{fabric_id}/{node_id}",
  permission: allocates,
  parameters: { fabric_id, node_id },
  additional: true,
  run({ cluster, parameters }) {
    const { fabric_id, node_id } = parameters;
    const { "lock-token": token } = parameters as { "lock-token"?: string };
    return changing(cluster, "deleting node failed", token, () => {
      cluster.state.table(staged.fabrics).remove(fabricNodeNamed(cluster, fabric_id, node_id).id);
      return null;
    });
  },
});
