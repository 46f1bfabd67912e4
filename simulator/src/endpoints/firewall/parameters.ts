/** What the firewall's endpoints take. */
import "../../firewall/formats.ts";
import { longestName, namePattern } from "../../firewall/addresses.ts";
import { digest } from "../../schema/common.ts";
import { choice, type Fields, formatted, integer, optional, type Schema, string } from "../../schema/schema.ts";

/** Name of an alias or an IP set. */
export const name = (): Schema<string> => string({ pattern: namePattern, minLength: 2, maxLength: longestName });
export const groupName = (): Schema<string> => string({ pattern: namePattern, minLength: 2, maxLength: 18 });
export const position = (): Schema<number | undefined> => optional(integer({ minimum: 0 }));
export const network = (): Schema<string> => formatted("IPorCIDR");
export const entry = (): Schema<string> => formatted("IPorCIDRorAlias");
export const logLevel = () =>
  optional(choice("emerg", "alert", "crit", "err", "warning", "notice", "info", "debug", "nolog"));

const addresses = () => optional(formatted("pve-fw-addr-spec", { maxLength: 512 }));
const ruleType = () => choice("in", "out", "forward", "group");
const action = () => string({ pattern: namePattern, minLength: 2, maxLength: 20 });

const ruleFields = {
  pos: position(),
  digest: digest(),
  macro: optional(string({ maxLength: 128 })),
  iface: optional(formatted("pve-iface", { minLength: 2, maxLength: 20 })),
  source: addresses(),
  dest: addresses(),
  proto: optional(formatted("pve-fw-protocol-spec")),
  enable: position(),
  log: logLevel(),
  sport: optional(formatted("pve-fw-sport-spec")),
  dport: optional(formatted("pve-fw-dport-spec")),
  comment: optional(string()),
  "icmp-type": optional(formatted("pve-fw-icmp-type-spec")),
} as const;

export const newRule = { ...ruleFields, type: ruleType(), action: action() } as const satisfies Fields;
export const changedRule = {
  ...ruleFields,
  type: optional(ruleType()),
  action: optional(action()),
  moveto: position(),
  delete: optional(formatted("pve-configid-list")),
} as const satisfies Fields;

/** Names that a rule's `delete` may hold. */
export const ruleProperties: ReadonlySet<string> = new Set(Object.keys(newRule));
