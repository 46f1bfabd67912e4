/** Writes a firewall's file. Source: save_clusterfw_conf and its siblings of PVE::Firewall. */
import type { FirewallConfig, Named, Rule, SetEntry } from "./config.ts";

/** @returns the empty text when there is nothing to say: then there is no file */
export function printFirewallFile({ options, aliases, sets, rules, groups }: FirewallConfig): string {
  return [
    section(
      "[OPTIONS]",
      Object.entries(options).map(([name, value]) => `${name}: ${value}`),
    ),
    section(
      "[ALIASES]",
      sorted(aliases).map(([, { name, cidr, comment }]) => `${name} ${cidr}${remark(comment)}`),
    ),
    ...sorted(sets).map(([name, set]) => list(`[IPSET ${name}]`, set, entriesOf(set.items))),
    section(
      "[RULES]",
      rules.map((rule) => printRule(rule, true)),
    ),
    ...sorted(groups).map(([name, group]) =>
      list(
        `[group ${name}]`,
        group,
        group.items.map((rule) => printRule(rule, false)),
      ),
    ),
  ].join("");
}

const sorted = <T>(record: Readonly<Record<string, T>>): [string, T][] =>
  Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1));

const lines = (heading: string, body: readonly string[]): string =>
  `${heading}\n\n${body.map((line) => `${line}\n`).join("")}\n`;

const section = (heading: string, body: readonly string[]): string => (body.length === 0 ? "" : lines(heading, body));

const list = (heading: string, { comment }: Named<unknown>, body: readonly string[]): string =>
  lines(comment ? `${heading} # ${comment}` : heading, body);

const remark = (comment: string | undefined): string => (comment?.trim() ? ` # ${comment}` : "");

/** One of each, in order. */
function entriesOf(entries: readonly SetEntry[]): string[] {
  const known = new Map<string, SetEntry>();
  for (const entry of entries) if (!known.has(entry.cidr)) known.set(entry.cidr, entry);
  return [...known.values()]
    .sort((a, b) => (a.cidr < b.cidr ? -1 : 1))
    .map(({ cidr, nomatch, comment }) => `${nomatch ? "!" : ""}${cidr}${remark(comment)}`);
}

const options = [
  ["source", "-source"],
  ["dest", "-dest"],
  ["proto", "-p"],
  ["dport", "-dport"],
  ["sport", "-sport"],
  ["log", "-log"],
  ["icmp-type", "-icmp-type"],
] as const;

function printRule(rule: Rule, interfaces: boolean): string {
  const { type, action, enable, macro, iface, comment } = rule;
  const words = [
    `${enable ? "" : "|"}${type.toUpperCase()}`,
    macro ? `${macro}(${action})` : action,
    ...(interfaces && iface ? ["-i", iface] : []),
    ...(type === "group" ? [] : options.flatMap(([name, flag]) => (rule[name] ? [flag, rule[name]] : []))),
  ];
  return words.join(" ") + remark(comment);
}
