/** Where the names in a rule or a set are looked up: in the firewall's own file, then in the cluster's. */
import type { Alias, FirewallConfig } from "./config.ts";
import type { NetworkSets } from "./network-sets.ts";
import { SpecError } from "./spec-error.ts";

export interface Scope {
  readonly own: FirewallConfig;
  /** Absent where the own file is the cluster's. */
  readonly cluster?: FirewallConfig;
  /** Sets that virtual networks bring. */
  readonly networks: NetworkSets;
}

/** Prefixes that say where a name is to be looked for. */
export type Prefix = "dc/" | "guest/" | "sdn/" | "";

/** The alias that is meant by a name. */
export function aliasIn({ own, cluster }: Scope, prefix: Prefix, name: string): Alias | undefined {
  const key = name.toLowerCase();
  const [near, far] = cluster ? [own, cluster] : [undefined, own];
  return (prefix === "dc/" ? undefined : near?.aliases[key]) ?? (prefix === "guest/" ? undefined : far.aliases[key]);
}

/** @throws SpecError */
export function demandAlias(scope: Scope, prefix: Prefix, name: string): void {
  if (!aliasIn(scope, prefix, name)) throw new SpecError(`no such alias '${name}'`);
}

/** Whether there is such an alias anywhere; a rule's prefix does not matter to Proxmox here. */
export const knowsAlias = ({ own, cluster }: Scope, name: string): boolean =>
  [own, cluster].some((config) => config?.aliases[name.toLowerCase()] !== undefined);

/** Whether there is such a set anywhere; likewise. */
export const knowsSet = ({ own, cluster, networks }: Scope, name: string): boolean =>
  networks.has(name) || [own, cluster].some((config) => config?.sets[name] !== undefined);
