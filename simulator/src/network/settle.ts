/**
 * What an interface reads as once it was written to the file and read again.
 * Source: PVE::Network::Interfaces, __interface_to_string and __read_etc_network_interfaces.
 */
import { splitList } from "../schema/formats.ts";
import type { Interface, InterfaceSetting, Interfaces } from "./network.ts";

/** Settings that are not plain lines of the file. */
const special: ReadonlySet<string> = new Set([
  "type",
  "method",
  "method6",
  "families",
  "autostart",
  "active",
  "exists",
  "priority",
  "comments",
  "comments6",
  "address",
  "netmask",
  "cidr",
  "gateway",
  "address6",
  "netmask6",
  "cidr6",
  "gateway6",
]);

export function settledInterface(name: string, given: Interface): Interface {
  const type = String(given.type);
  const lines = Object.entries(given).filter(([key, value]) => !special.has(key) && value !== "" && value !== 0);
  const texts = Object.fromEntries(lines.map(([key, value]) => [key, String(value)]));
  return {
    type,
    method: given.address ? "static" : "manual",
    method6: given.address6 ? "static" : "manual",
    families: given.families ?? ["inet"],
    ...(given.autostart && !type.startsWith("OVSPort") && { autostart: 1 }),
    ...commented(given),
    ...addressed(given, ""),
    ...addressed(given, "6"),
    ...settledLines(name, type, texts, given),
  };
}

/** Comments end each in a line of their own. */
function commented({ comments, comments6 }: Interface): Interface {
  const text = [comments, comments6]
    .filter((part) => part !== undefined && part !== "")
    .map((part) => String(part).replace(/\n*$/, "\n"))
    .join("");
  return text === "" ? {} : { comments: text };
}

function addressed(given: Interface, suffix: "" | "6"): Interface {
  const address = given[`address${suffix}`];
  const gateway = given[`gateway${suffix}`];
  const shown = gateway ? { [`gateway${suffix}`]: gateway } : {};
  if (!address) return shown;
  const netmask = bitsOf(String(given[`netmask${suffix}`] ?? (suffix === "6" ? 128 : 32)));
  return {
    ...shown,
    [`address${suffix}`]: address,
    [`netmask${suffix}`]: netmask,
    [`cidr${suffix}`]: `${address}/${netmask}`,
  };
}

/** `24` of `24` or of `255.255.255.0`. */
const bitsOf = (mask: string): string => {
  if (!mask.includes(".")) return mask;
  const bits = mask.split(".").map((part) => Number(part).toString(2));
  return String(bits.join("").replaceAll("0", "").length);
};

type Texts = Readonly<Record<string, string>>;

function settledLines(name: string, type: string, texts: Texts, given: Interface): Interface {
  switch (type) {
    case "bridge":
      return bridgeLines(texts, given);
    case "bond":
      return bondLines(texts);
    case "vlan":
      return vlanLines(name, texts);
    default:
      return texts;
  }
}

const portList = (ports: string | undefined): string =>
  splitList(ports ?? "")
    .sort()
    .join(" ");

/** A bridge that is told anything about VLAN awareness, even no, comes out aware. */
function bridgeLines({ bridge_vlan_aware: _, bridge_vids, ...texts }: Texts, given: Interface): Interface {
  const aware = given.bridge_vlan_aware !== undefined && given.bridge_vlan_aware !== null;
  return {
    ...texts,
    bridge_ports: portList(texts.bridge_ports),
    bridge_stp: texts.bridge_stp ?? "off",
    bridge_fd: texts.bridge_fd ?? "0",
    ...(aware && { bridge_vlan_aware: 1, bridge_vids: bridge_vids ?? "2-4094" }),
  };
}

function bondLines({ bond_xmit_hash_policy, "bond-primary": primary, ...texts }: Texts): Interface {
  const mode = texts.bond_mode ?? "balance-rr";
  const hashes = mode === "balance-xor" || mode === "802.3ad";
  return {
    ...texts,
    slaves: portList(texts.slaves),
    bond_miimon: texts.bond_miimon ?? "100",
    bond_mode: mode,
    ...(hashes && bond_xmit_hash_policy !== undefined && { bond_xmit_hash_policy }),
    ...(mode === "active-backup" && primary !== undefined && { "bond-primary": primary }),
  };
}

/** `enp1s0.10` and `vlan10` say in their names what other names say in their settings. */
function vlanLines(name: string, { "vlan-id": id, "vlan-raw-device": device, ...texts }: Texts): Interface {
  const [, parent, number] = /^(\S+)\.(\d+)$/.exec(name) ?? [];
  if (parent !== undefined && number !== undefined) return { ...texts, "vlan-raw-device": parent, "vlan-id": number };
  const own = /^vlan(\d+)$/.exec(name)?.[1] ?? id;
  return { ...texts, ...(device && { "vlan-raw-device": device }), ...(own && { "vlan-id": own }) };
}

/** An interface as the API shows it. */
export function shownInterface(
  name: string,
  all: Interfaces,
  cards: readonly string[],
  isActive: boolean,
): Record<string, InterfaceSetting> {
  const one = all[name] ?? {};
  const parent = one["vlan-raw-device"] ?? /^(\S+):\d+$/.exec(name)?.[1];
  const there = (card: string) => (cards.includes(card) ? 1 : null);
  return {
    ...one,
    priority: Object.keys(all).indexOf(name) + 2,
    ...(isActive && { active: 1 }),
    ...(cards.includes(name) && { exists: 1 }),
    ...((one.type === "vlan" || one.type === "alias") && {
      exists: all[String(parent)] === undefined ? 0 : there(String(parent)),
    }),
  };
}
