/** /etc/network/interfaces as ifupdown2 reads it, and what changed between two of them. */
import type { Interface, Interfaces } from "./network.ts";

const ranks: Readonly<Record<string, number>> = { loopback: 1, eth: 2, bond: 4, bridge: 5, vlan: 6 };

/** Interfaces in the order they are written: loopback, cards, bonds, bridges, VLANs. */
export function inFileOrder(all: Interfaces): Interfaces {
  const names = Object.keys(all);
  const rank = (name: string) => ranks[String(all[name.split(/[.:]/)[0] ?? name]?.type ?? all[name]?.type)] ?? 6;
  const sorted = [...names].sort((a, b) => rank(a) - rank(b) || names.indexOf(a) - names.indexOf(b));
  return Object.fromEntries(sorted.map((name) => [name, all[name] as Interface]));
}

/** Settings that are written as lines of their own, with the names ifupdown2 gives them. */
const lineNames: Readonly<Record<string, string>> = {
  bridge_ports: "bridge-ports",
  bridge_stp: "bridge-stp",
  bridge_fd: "bridge-fd",
  bridge_vids: "bridge-vids",
  slaves: "bond-slaves",
  bond_miimon: "bond-miimon",
  bond_mode: "bond-mode",
  bond_xmit_hash_policy: "bond-xmit-hash-policy",
  "bond-primary": "bond-primary",
  mtu: "mtu",
  "vlan-id": "vlan-id",
  "vlan-raw-device": "vlan-raw-device",
};

export const interfacesFile = (all: Interfaces): string[] =>
  Object.entries(inFileOrder(all)).flatMap(([name, one]) => [
    ...(one.autostart ? [`auto ${name}`] : []),
    ...(one.families as readonly string[]).flatMap((family, index) => stanza(name, one, family, index === 0)),
  ]);

function stanza(name: string, one: Interface, family: string, isFirst: boolean): string[] {
  const suffix = family === "inet6" ? "6" : "";
  const named = /\.\d+$/.test(name);
  const lines = Object.entries(lineNames).filter(([key]) => one[key] && !(named && key.startsWith("vlan-")));
  return [
    `iface ${name} ${family} ${one[`method${suffix}`]}`,
    ...(one[`cidr${suffix}`] ? [`\taddress ${one[`cidr${suffix}`]}`] : []),
    ...(one[`gateway${suffix}`] ? [`\tgateway ${one[`gateway${suffix}`]}`] : []),
    ...(isFirst ? lines.map(([key, text]) => `\t${text} ${one[key]}`) : []),
    ...(isFirst && one.bridge_vlan_aware ? ["\tbridge-vlan-aware yes"] : []),
    ...(isFirst
      ? String(one.comments ?? "")
          .split("\n")
          .filter(Boolean)
          .map((line) => `#${line}`)
      : []),
    "",
  ];
}

/** How the waiting file differs from the one that counts, or nothing when they say the same. */
export const changesBetween = (before: Interfaces, after: Interfaces): string | undefined =>
  difference("/etc/network/interfaces", [interfacesFile(before), interfacesFile(after)]);

/** A unified diff of a file's lines before and after in one hunk, or nothing when they are the same. */
export function difference(
  file: string,
  [old, now]: readonly [readonly string[], readonly string[]],
): string | undefined {
  const common = commonLines(old, now);
  if (common.length === old.length && common.length === now.length) return undefined;
  const lines: string[] = [];
  let [i, j] = [0, 0];
  for (const [a, b] of [...common, [old.length, now.length] as const]) {
    while (i < a) lines.push(`-${old[i++]}`);
    while (j < b) lines.push(`+${now[j++]}`);
    if (i < old.length) lines.push(` ${old[i]}`);
    [i, j] = [a + 1, b + 1];
  }
  const head = [`--- ${file}`, `+++ ${file}.new`];
  return `${[...head, `@@ -1,${old.length} +1,${now.length} @@`, ...lines].join("\n")}\n`;
}

/** Places of the lines of a longest common subsequence. */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Array<number>(b.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      (lengths[i] as number[])[j] = a[i] === b[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const places: (readonly [number, number])[] = [];
  for (let [i, j] = [0, 0]; i < a.length && j < b.length; ) {
    if (a[i] === b[j]) places.push([i++, j++]);
    else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return places;
}
