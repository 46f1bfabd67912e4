/** Network interfaces of a node. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { type Node, nodes } from "../../nodes/node.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { choice, optional } from "../../schema/schema.ts";

const kinds = [
  "bridge",
  "bond",
  "eth",
  "alias",
  "vlan",
  "fabric",
  "OVSBridge",
  "OVSBond",
  "OVSPort",
  "OVSIntPort",
  "vnet",
  "any_bridge",
  "any_local_bridge",
  "include_sdn",
] as const;

/** The one network card and its bridge that the installer sets up. */
function interfacesOf(node: Node) {
  return [
    {
      iface: "enp1s0",
      type: "eth",
      method: "manual",
      method6: "manual",
      families: ["inet"],
      active: 1,
      exists: 1,
      priority: 3,
    },
    {
      iface: node.bridge,
      type: "bridge",
      method: "static",
      method6: "manual",
      families: ["inet"],
      address: node.address,
      netmask: String(node.prefix),
      cidr: `${node.address}/${node.prefix}`,
      gateway: node.gateway,
      bridge_ports: "enp1s0",
      bridge_stp: "off",
      bridge_fd: "0",
      autostart: 1,
      active: 1,
      priority: 4,
    },
  ];
}

const nodeNamed = (cluster: Cluster, name: string): Node | undefined => cluster.state.table(nodes).get(name);

export const listInterfaces = endpoint({
  method: "GET",
  path: "/nodes/{node}/network",
  permission: everyone,
  parameters: { type: optional(choice(...kinds)) },
  run({ cluster, caller, parameters: { node: name, type } }) {
    const node = nodeNamed(cluster, name);
    const all = node ? interfacesOf(node) : [];
    const bridges = type?.startsWith("any_") || type === "include_sdn";
    return all
      .filter((one) => type === undefined || one.type === type || (bridges && one.type === "bridge"))
      .filter(
        (one) =>
          one.type !== "bridge" ||
          caller.can(`/nodes/${name}`, ["Sys.Audit", "Sys.Modify"], { any: true }) ||
          caller.can(`/sdn/zones/localnetwork/${one.iface}`, ["SDN.Audit", "SDN.Use"], { any: true }),
      );
  },
});

export const readInterface = endpoint({
  method: "GET",
  path: "/nodes/{node}/network/{iface}",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  run({ cluster, parameters }) {
    const node = nodeNamed(cluster, parameters.node);
    const found = node && interfacesOf(node).find((one) => one.iface === parameters.iface);
    if (!found) throw invalidParameters({ iface: "interface does not exist" });
    return found;
  },
});
