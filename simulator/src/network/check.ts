/** What a network as a whole must keep to before it is written. Source: __write_etc_network_interfaces. */
import { invalidParameters, refusal } from "../kernel/error.ts";
import { splitList } from "../schema/formats.ts";
import type { Interface, Interfaces } from "./network.ts";

const portKinds = ["bridge_ports", "ovs_ports", "slaves", "ovs_bonds"] as const;
const portsOf = (one: Interface): string[] => portKinds.flatMap((kind) => splitList(String(one[kind] ?? "")));

/** @throws 400 when a gateway is there already, or a port belongs to another interface */
export function demandUnique(all: Interfaces, name: string, given: Interface): void {
  for (const [key, what] of [
    ["gateway", "Default gateway"],
    ["gateway6", "Default ipv6 gateway"],
  ] as const) {
    const other = given[key] && Object.keys(all).find((iface) => iface !== name && all[iface]?.[key]);
    if (other) throw invalidParameters({ [key]: `${what} already exists on interface '${other}'.` });
  }
  const wanted = portsOf(given);
  const parameter = portKinds.find((kind) => given[kind]);
  for (const [iface, one] of Object.entries(all)) {
    const used = iface === name ? undefined : portsOf(one).find((port) => wanted.includes(port));
    if (used && parameter) throw invalidParameters({ [parameter]: `${used} is already used on interface '${iface}'.` });
  }
}

/** @throws 500 for ports, parents and sizes that do not fit together */
export function demandWhole(all: Interfaces): void {
  for (const [name, one] of Object.entries(all)) {
    if (one.type === "bond") checkBond(all, name, one);
    if (one.type === "vlan") checkVlan(all, name, one);
    if (one.type === "bridge") checkBridge(all, name, one);
  }
}

function checkBond(all: Interfaces, name: string, bond: Interface): void {
  const slaves = splitList(String(bond.slaves ?? ""));
  for (const slave of slaves) {
    const one = all[slave];
    if (!one) throw refusal(`bond '${name}' - unable to find slave '${slave}'`);
    if (one.type !== "eth" && one.type !== "bond") {
      throw refusal(`bond '${name}' - wrong interface type on slave '${slave}' ('${one.type}' != 'eth or bond')`);
    }
    checkMtu(all, name, slave);
  }
  const primary = bond["bond-primary"];
  if (primary && slaves.length > 0 && !slaves.includes(String(primary))) {
    throw refusal(`bond '${name}' - bond-primary interface is not a slave`);
  }
}

function checkVlan(all: Interfaces, name: string, vlan: Interface): void {
  const parent = vlan["vlan-raw-device"];
  if (!parent) throw refusal("missing vlan-raw-device option");
  if (!vlan["vlan-id"]) throw refusal("missing vlan-id option");
  if (Number(vlan["vlan-id"]) > 4094) throw refusal(`vlan '${name}' - vlan-id ${vlan["vlan-id"]} should be <= 4094`);
  const type = all[String(parent)]?.type;
  if (type === undefined) throw refusal(`vlan '${name}' - unable to find parent '${parent}'`);
  if (!["eth", "bridge", "bond", "vlan"].includes(String(type))) {
    const kinds = `('${type}' != 'eth|bond|bridge|vlan' )`;
    throw refusal(`vlan '${name}' - wrong interface type on parent '${parent}' ${kinds}`);
  }
  checkMtu(all, String(parent), name);
}

function checkBridge(all: Interfaces, name: string, bridge: Interface): void {
  for (const port of splitList(String(bridge.bridge_ports ?? ""))) {
    const one = all[port];
    if (!one) {
      if (/\S+\.\d+$/.test(port)) continue;
      throw refusal(`bridge '${name}' - unable to find bridge port '${port}'`);
    }
    if (one.method === "static" || one.method6 === "static") {
      throw refusal(`iface ${port} - ip address can't be set on interface if bridged in ${name}`);
    }
    checkMtu(all, port, name);
  }
}

function checkMtu(all: Interfaces, parent: string, child: string): void {
  const mtu = Number(all[child]?.mtu ?? 0);
  const carries = Number(all[parent]?.mtu ?? (all[parent]?.type === "bond" ? mtu : 1500));
  if (mtu > carries) throw refusal(`interface '${parent}' - mtu ${carries} is lower than '${child}' - mtu ${mtu}`);
}
