/** Reads one option of a firewall's file. Source: parse_clusterfw_option and its siblings of PVE::Firewall. */
import type { RulePlace } from "./config.ts";
import { helpersFault } from "./ports.ts";
import { SpecError } from "./spec-error.ts";

type Value = string | number;
/** Gives the value of a text, or nothing when it makes no sense. */
type Read = (text: string, now: number) => Value | undefined;

const matching =
  (pattern: RegExp, value: (text: string) => Value): Read =>
  (text) =>
    pattern.test(text) ? value(text) : undefined;

const flag = matching(/^[01]$/, Number);
const count = matching(/^\d+$/, Number);
const level = matching(/^(|emerg|alert|crit|err|warning|notice|info|debug|nolog)$/i, (text) => text.toLowerCase());
const policy = matching(/^(ACCEPT|DROP|REJECT)$/i, (text) => text.toUpperCase());
const acceptOrDrop = matching(/^(ACCEPT|DROP)$/i, (text) => text.toUpperCase());

/** Seconds for which a firewall that was switched on with a time stays on unless it is confirmed. */
const trialSeconds = 60;

const trial: Read = (text, now) => {
  const value = count(text, now);
  return typeof value === "number" && value > 1 && now - value > trialSeconds ? 0 : value;
};

const helperList: Read = (text) => {
  const list = text.toLowerCase();
  return list === "" || /\s/.test(list) || helpersFault(list) !== undefined ? undefined : list;
};

const each = (names: string, read: Read): Record<string, Read> =>
  Object.fromEntries(names.split(" ").map((name) => [name, read]));

const guest = {
  ...each("enable dhcp ndp radv macfilter ipfilter", flag),
  ...each("log_level_in log_level_out", level),
  ...each("policy_in policy_out", policy),
};

const readers: Readonly<Record<Exclude<RulePlace, "group">, Readonly<Record<string, Read>>>> = {
  cluster: {
    enable: trial,
    ebtables: flag,
    ...each("policy_in policy_out policy_forward", policy),
    log_ratelimit: matching(/^\S+$/, String),
  },
  host: {
    ...each(
      "enable nosmurfs tcpflags ndp log_nf_conntrack nf_conntrack_allow_invalid protection_synflood nftables",
      flag,
    ),
    ...each("log_level_in log_level_out log_level_forward tcp_flags_log_level smurf_log_level", level),
    nf_conntrack_helpers: helperList,
    ...each("nf_conntrack_max nf_conntrack_tcp_timeout_established nf_conntrack_tcp_timeout_syn_recv", count),
    ...each("protection_synflood_rate protection_synflood_burst", count),
  },
  vm: guest,
  ct: guest,
  vnet: { enable: count, policy_forward: acceptOrDrop, log_level_forward: level },
};

/** @throws SpecError for a line that is no option */
export function readOption(place: Exclude<RulePlace, "group">, line: string, now: number): readonly [string, Value] {
  const [, word = "", text = ""] = /^(\w+):\s*(.*)$/.exec(line) ?? [];
  const name = word.toLowerCase();
  const value = readers[place][name]?.(text.trim(), now);
  if (value === undefined) throw new SpecError(`can't parse option '${line}'`);
  return [name, value];
}
