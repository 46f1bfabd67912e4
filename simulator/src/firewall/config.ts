/** A firewall's configuration as its file holds it: of the cluster, a node, a guest or a virtual network. */

/** Where a rule stands; what it may say depends on that. */
export type RulePlace = "cluster" | "host" | "vm" | "ct" | "vnet" | "group";

/** Parts of a rule that are plain text, in the order in which the file names them. */
export const ruleTexts = [
  "macro",
  "iface",
  "source",
  "dest",
  "proto",
  "dport",
  "sport",
  "log",
  "icmp-type",
  "comment",
] as const;

export interface Rule extends Readonly<Partial<Record<(typeof ruleTexts)[number], string>>> {
  /** `in`, `out`, `forward` or `group`. */
  readonly type: string;
  /** ACCEPT, DROP, REJECT, or a security group. */
  readonly action: string;
  readonly enable: 0 | 1;
  /** Of its addresses, where they tell. */
  readonly ipversion?: 4 | 6;
  /** What is wrong with it, by part: what it names may have gone since it was written. */
  readonly errors?: Readonly<Record<string, string>>;
}

export interface Alias {
  readonly name: string;
  readonly cidr: string;
  readonly ipversion?: 4 | 6;
  readonly comment?: string;
}

export interface SetEntry {
  /** An address, a network, or an alias. */
  readonly cidr: string;
  readonly nomatch?: 1;
  readonly comment?: string;
  readonly errors?: Readonly<Record<string, string>>;
}

/** A list under a name: an IP set or a security group. */
export interface Named<T> {
  readonly comment?: string;
  readonly items: readonly T[];
}

export interface FirewallConfig {
  readonly options: Readonly<Record<string, string | number>>;
  /** By their names in small letters. */
  readonly aliases: Readonly<Record<string, Alias>>;
  readonly sets: Readonly<Record<string, Named<SetEntry>>>;
  readonly groups: Readonly<Record<string, Named<Rule>>>;
  readonly rules: readonly Rule[];
}

export const emptyConfig: FirewallConfig = { options: {}, aliases: {}, sets: {}, groups: {}, rules: [] };
