/** Options of a node. Source: PVE::NodeConfig. */
import { refusal } from "../kernel/error.ts";
import { registerFormat } from "../schema/formats.ts";
import { splitProperties } from "../schema/property-string.ts";
import { type Fields, formatted, indexed, integer, keyed, optional, string } from "../schema/schema.ts";

const domain = /^(\*\.)?([a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?\.)*[a-zA-Z0-9]([a-zA-Z0-9-]*[a-zA-Z0-9])?$/;
registerFormat("pve-acme-domain", (text) =>
  domain.test(text) ? undefined : "value does not look like a valid domain name!",
);
registerFormat("pve-acme-alias", (text) =>
  /^[\w.-]+$/.test(text) ? undefined : "value does not look like a valid alias name!",
);

const acme = {
  account: optional(formatted("pve-configid")),
  domains: optional(formatted("pve-acme-domain-list")),
} as const satisfies Fields;

const acmeDomain = {
  domain: { ...formatted("pve-acme-domain"), defaultKey: true },
  plugin: optional(formatted("pve-configid")),
  alias: optional(formatted("pve-acme-alias")),
} as const satisfies Fields;

export const wakeOnLan = {
  mac: { ...formatted("mac-addr"), defaultKey: true },
  "bind-interface": optional(formatted("pve-iface")),
  "broadcast-address": optional(formatted("ipv4")),
} as const satisfies Fields;

export const configOptions = {
  acme: optional(keyed(acme)),
  "acmedomain[n]": indexed(6, keyed(acmeDomain)),
  "ballooning-target": optional(integer({ minimum: 0, maximum: 100 })),
  description: optional(string({ maxLength: 65536 })),
  "startall-onboot-delay": optional(integer({ minimum: 0, maximum: 300 })),
  wakeonlan: optional(keyed(wakeOnLan)),
} as const satisfies Fields;

/** @throws 500 when a domain is ordered twice */
export function demandDistinctDomains(config: Readonly<Record<string, unknown>>): void {
  const ordered = new Map<string, string>();
  const standalone = splitProperties(acme, String(config.acme ?? "")).domains ?? "";
  for (const name of standalone.toLowerCase().split(";").filter(Boolean)) {
    if (ordered.has(name)) throw refusal(`duplicate domain '${name}' in ACME config properties`);
    ordered.set(name, "acme");
  }
  for (const key of Object.keys(config).filter((name) => /^acmedomain\d$/.test(name))) {
    const name = (splitProperties(acmeDomain, String(config[key])).domain ?? "").toLowerCase();
    const other = ordered.get(name);
    if (other) throw refusal(`duplicate domain '${name}' in ACME config properties '${key}' and '${other}'`);
    ordered.set(name, key);
  }
}
