/** Changing interfaces: each change waits until all are applied together. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { demandUnique, demandWhole } from "../../network/check.ts";
import { inFileOrder } from "../../network/file.ts";
import {
  configured,
  type Interface,
  type Interfaces,
  keepPending,
  networkOf,
  revertPending,
} from "../../network/network.ts";
import { reloadNetwork } from "../../network/reload.ts";
import { settledInterface } from "../../network/settle.ts";
import { must, privileged } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional } from "../../schema/schema.ts";
import { plainSettings } from "../../sections/section-file.ts";
import { interfaceOptions } from "./parameters.ts";

const permission = must(privileged("/nodes/{node}", "Sys.Modify"));

export const createInterface = endpoint({
  method: "POST",
  path: "/nodes/{node}/network",
  permission,
  parameters: { ...interfaceOptions, iface: formatted("pve-iface", { minLength: 2, maxLength: 20 }) },
  without: "Open vSwitch",
  run({ cluster, parameters: { node, iface, ...given } }) {
    const all = configured(networkOf(cluster, node));
    if (all[iface]) throw invalidParameters({ iface: "interface already exists" });
    if (given.type.startsWith("OVS")) {
      throw refusal("Open VSwitch is not installed (need package 'openvswitch-switch')");
    }
    const settings = settled(iface, all, given);
    write(cluster, node, { ...all, [iface]: settings });
    return null;
  },
});

export const updateInterface = endpoint({
  method: "PUT",
  path: "/nodes/{node}/network/{iface}",
  permission,
  parameters: { ...interfaceOptions, delete: optional(formatted("pve-configid-list")) },
  run({ cluster, parameters: { node, iface, delete: unset = "", ...given } }) {
    const all = configured(networkOf(cluster, node));
    const before = all[iface];
    if (!before) throw invalidParameters({ iface: "interface does not exist" });
    const gone = new Set(splitList(unset).flatMap((name) => withParts[name] ?? [name]));
    const kept = Object.fromEntries(Object.entries(before).filter(([name]) => !gone.has(name)));
    write(cluster, node, { ...all, [iface]: settled(iface, all, given, kept) });
    return null;
  },
});

/** An address goes with its mask. */
const withParts: Readonly<Record<string, readonly string[]>> = {
  cidr: ["cidr", "address", "netmask"],
  cidr6: ["cidr6", "address6", "netmask6"],
};

export const deleteInterface = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/network/{iface}",
  permission,
  run({ cluster, parameters: { node, iface } }) {
    const { [iface]: gone, ...rest } = configured(networkOf(cluster, node));
    if (!gone) throw invalidParameters({ iface: "interface does not exist" });
    write(cluster, node, rest);
    return null;
  },
});

export const applyNetwork = endpoint({
  method: "PUT",
  path: "/nodes/{node}/network",
  permission,
  parameters: { "regenerate-frr": optional(boolean()) },
  task: "srvreload",
  taskId: () => "networking",
  run: ({ cluster, parameters: { node } }) => reloadNetwork(cluster, node),
});

export const revertNetwork = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/network",
  permission,
  run({ cluster, parameters: { node } }) {
    revertPending(cluster, node);
    return null;
  },
});

type Given = Readonly<Record<string, unknown>>;

/** An interface as it will read, from what is said now and what was said before. */
function settled(name: string, all: Interfaces, parameters: Given, before: Interface = {}): Interface {
  const given = withAddress(withAddress(plainSettings(parameters), ""), "6");
  demandUnique(all, name, given);
  const vids = given.bridge_vids === undefined ? undefined : splitList(String(given.bridge_vids));
  if (vids?.length === 0) throw invalidParameters({ bridge_vids: "VLAN list items are empty" });
  const families = [...(given.address ? ["inet"] : []), ...(given.address6 ? ["inet6"] : [])];
  return settledInterface(name, {
    ...before,
    ...given,
    ...(vids && { bridge_vids: vids.join(" ") }),
    families: families.length === 0 ? ["inet"] : families,
  });
}

/** `cidr` is another way to say address and netmask, and excludes them. */
function withAddress(given: Interface, suffix: "" | "6"): Interface {
  const { [`cidr${suffix}`]: cidr, ...rest } = given;
  if (!cidr) return given;
  for (const name of [`address${suffix}`, `netmask${suffix}`]) {
    if (rest[name]) throw invalidParameters({ [name]: `${name} conflicts with cidr${suffix}` });
  }
  const [address = "", netmask = ""] = String(cidr).split("/");
  return { ...rest, [`address${suffix}`]: address, [`netmask${suffix}`]: netmask };
}

/** A card that becomes part of a bond comes up by itself. */
function write(cluster: Cluster, node: string, all: Interfaces): void {
  const slaves = new Set(Object.values(all).flatMap((one) => splitList(String(one.slaves ?? ""))));
  const woken = Object.entries(all).map(([name, one]) => [name, slaves.has(name) ? { ...one, autostart: 1 } : one]);
  const next: Interfaces = Object.fromEntries(woken);
  demandWhole(next);
  keepPending(cluster, networkOf(cluster, node), inFileOrder(next));
}
