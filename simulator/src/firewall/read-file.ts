/**
 * Reads a firewall's file. What makes no sense is left out, as Proxmox leaves it out (and says so in the system log).
 * Source: generic_fw_config_parser and parse_fw_rule of PVE::Firewall.
 */
import { PveError } from "../kernel/error.ts";
import { longestName, namePattern, plainNetwork } from "./addresses.ts";
import {
  type Alias,
  emptyConfig,
  type FirewallConfig,
  type Named,
  type Rule,
  type RulePlace,
  type SetEntry,
} from "./config.ts";
import type { NetworkSets } from "./network-sets.ts";
import { readOption } from "./read-option.ts";
import { demandAlias, type Prefix, type Scope } from "./scope.ts";
import { faultIn, SpecError } from "./spec-error.ts";
import { verified } from "./verify.ts";

export interface Reading {
  readonly place: Exclude<RulePlace, "group">;
  /** What the cluster's file says; absent for that file itself. */
  readonly cluster?: FirewallConfig;
  readonly networks: NetworkSets;
  /** Seconds since 1970: the cluster's firewall may be on for a minute only. */
  readonly now: number;
}

interface Section {
  readonly kind: "options" | "aliases" | "rules" | "groups" | "sets";
  readonly name: string;
}

const longestGroup = 18;
const wholeName = new RegExp(`^${namePattern}$`);

type Draft = {
  -readonly [K in keyof FirewallConfig]: FirewallConfig[K] extends readonly (infer T)[]
    ? T[]
    : { -readonly [N in keyof FirewallConfig[K]]: FirewallConfig[K][N] };
};

/** @param text of the file; an empty one says nothing */
export function readFirewallFile(text: string, reading: Reading): FirewallConfig {
  const draft: Draft = { ...structuredClone(emptyConfig), rules: [] };
  const { cluster, networks } = reading;
  const scope: Scope = { own: draft, networks, ...(cluster && { cluster }) };
  let section: Section | undefined;
  for (const raw of text.split("\n")) {
    const line = raw.trim();
    if (line === "" || line.startsWith("#")) continue;
    const heading = headingIn(line, reading.place);
    if (heading) {
      section = heading.section;
      if (section && "comment" in heading) open(draft, section, heading.comment);
    } else if (section) {
      try {
        readLine(draft, section, line, scope, reading);
      } catch (error) {
        if (!(error instanceof SpecError || error instanceof PveError)) throw error;
      }
    }
  }
  return draft;
}

function headingIn(
  line: string,
  place: RulePlace,
): { readonly section: Section | undefined; comment?: string | undefined } | undefined {
  const plain = /^\[(options|aliases|rules)\]$/i.exec(line)?.[1]?.toLowerCase();
  const named = /^\[(group|ipset)\s+(\S+)\]\s*(?:#\s*(.*?)\s*)?$/i.exec(line);
  const hasNames = place !== "host" && place !== "vnet";
  if (plain !== undefined) {
    return plain === "aliases" && !hasNames ? undefined : { section: { kind: plain as "options", name: "" } };
  }
  if (!named) return undefined;
  const [, word = "", name = "", comment] = named;
  const kind = word.toLowerCase() === "group" ? "groups" : "sets";
  if (!(kind === "groups" ? place === "cluster" : hasNames)) return undefined;
  const fits = wholeName.test(name) && name.length <= (kind === "groups" ? longestGroup : longestName);
  return { section: fits ? { kind, name: name.toLowerCase() } : undefined, comment };
}

/** A heading begins its list anew, also where the name was there before. */
function open(draft: Draft, { kind, name }: Section, comment: string | undefined): void {
  const lists = draft[kind as "groups" | "sets"] as Record<string, Named<never>>;
  const said = comment || lists[name]?.comment;
  lists[name] = { items: [], ...(said && { comment: said }) };
}

function readLine(draft: Draft, { kind, name }: Section, line: string, scope: Scope, { place, now }: Reading): void {
  if (kind === "options") {
    const [option, value] = readOption(place, line, now);
    draft.options[option] = value;
  } else if (kind === "aliases") {
    const alias = readAlias(line);
    if (alias) draft.aliases[alias.name.toLowerCase()] = alias;
  } else if (kind === "rules") {
    draft.rules.push(readRule(line, scope, place));
  } else if (kind === "groups") {
    add(draft.groups, name, readRule(line, scope, "group"));
  } else {
    add(draft.sets, name, readEntry(line, draft.sets[name]?.items ?? [], scope));
  }
}

function add<T>(lists: Record<string, Named<T>>, name: string, item: T): void {
  lists[name] = { ...lists[name], items: [...(lists[name]?.items ?? []), item] };
}

/** What follows a `#` is a remark. */
function withoutRemark(line: string): readonly [rest: string, comment: string | undefined] {
  const at = line.indexOf("#");
  return at < 0 ? [line, undefined] : [line.slice(0, at), line.slice(at + 1).trim()];
}

function readAlias(line: string): Alias | undefined {
  const [rest, comment] = withoutRemark(line);
  const [, name, given] = /^(\S+)\s(\S+)\s*$/.exec(rest) ?? [];
  if (name === undefined || given === undefined) return undefined;
  const { cidr, version } = plainNetwork(given);
  return { name, cidr, ipversion: version, ...(comment && { comment }) };
}

const keys: Readonly<Record<string, "iface" | "proto" | "dport" | "sport" | "source" | "dest" | "log" | "icmp-type">> =
  {
    i: "iface",
    p: "proto",
    proto: "proto",
    dport: "dport",
    sport: "sport",
    source: "source",
    dest: "dest",
    log: "log",
    "icmp-type": "icmp-type",
  };

function readRule(line: string, scope: Scope, place: RulePlace): Rule {
  const [text, comment] = withoutRemark(line);
  const [, off, word, action = "", rest = ""] = /^(\|?)(\S+)\s+(\S+)\s*(.*)$/.exec(text) ?? [];
  if (word === undefined) throw new SpecError(`unable to parse rule: ${text}`);
  const type = word.toLowerCase();
  const macro = type === "group" ? undefined : /^(\S+)\((ACCEPT|DROP|REJECT)\)$/.exec(action);
  const parts: Record<string, string> = {};
  let left = rest;
  while (left !== "") {
    const [found, key = "", value = ""] = /^--?(\S+) (\S+)\s*/.exec(left) ?? [];
    const part = keys[key];
    if (found === undefined || part === undefined || (type === "group" && part !== "iface")) break;
    parts[part] = value;
    left = left.slice(found.length);
  }
  if (left !== "") throw new SpecError(`unable to parse rule parameters: ${left}`);
  const errors: Record<string, string> = {};
  const rule = verified(
    {
      type,
      action: macro?.[2] ?? action,
      enable: off === "|" ? 0 : 1,
      ...(macro && { macro: macro[1] as string }),
      ...parts,
      ...(comment !== undefined && { comment }),
    },
    scope,
    place,
    (property, fault) => {
      errors[property] ??= fault;
    },
  );
  return Object.keys(errors).length > 0 ? { ...rule, errors } : rule;
}

function readEntry(line: string, before: readonly SetEntry[], scope: Scope): SetEntry {
  const [rest, comment] = withoutRemark(line);
  const [, not, given = ""] = /^(!)?\s*(\S+)\s*$/.exec(rest) ?? [];
  let cidr = given;
  const fault = faultIn(() => {
    const [, prefix = "", alias] = new RegExp(`^(dc/|guest/)?(${namePattern})$`).exec(given) ?? [];
    if (alias !== undefined) demandAlias(scope, prefix as Prefix, alias);
    else cidr = plainNetwork(given).cidr;
    if (before.some((entry) => entry.cidr === cidr)) throw new SpecError(`duplicate ipset entry for '${cidr}'`);
  });
  const error = /\/0+$/.test(cidr) ? "a zero prefix is not allowed in ipset entries\n" : fault;
  return {
    cidr,
    ...(not && { nomatch: 1 as const }),
    ...(comment && { comment }),
    ...(error !== undefined && { errors: { cidr: error } }),
  };
}
