/** What may be said in datacenter.cfg. Source: PVE::DataCenterConfig, `$datacenter_schema`. */
import { registerFormat } from "../schema/formats.ts";
import { boolean, choice, type Fields, formatted, integer, keyed, number, optional, string } from "../schema/schema.ts";

registerFormat("mac-prefix", (text) =>
  /^[a-f0-9][02468ace](?::[a-f0-9]{2}){0,2}(?::[a-f0-9]?)?$/i.test(text)
    ? undefined
    : "value is not a valid unicast MAC address prefix",
);

const rate = () => optional(number({ minimum: 0 }));
const tag = "(?^i:[a-z0-9_][a-z0-9_\\-\\+\\.]*)";
const color = `(?:${tag}:[0-9a-fA-F]{6}(?::[0-9a-fA-F]{6})?)`;
const rebalancing = <T extends object>(schema: T) => ({ ...schema, requires: "ha-auto-rebalance" });
const transfer = {
  type: choice("secure", "insecure"),
  network: optional(formatted("CIDR")),
} as const satisfies Fields;

const bandwidth = { clone: rate(), default: rate(), migration: rate(), move: rate(), restore: rate() };

/** Options whose property string the API gives back as an object. */
export const optionObjects = {
  crs: {
    ha: optional(choice("basic", "static", "dynamic")),
    "ha-auto-rebalance": optional(boolean()),
    "ha-auto-rebalance-hold-duration": rebalancing(rate()),
    "ha-auto-rebalance-margin": rebalancing(rate()),
    "ha-auto-rebalance-method": rebalancing(optional(choice("bruteforce", "topsis"))),
    "ha-auto-rebalance-threshold": rebalancing(rate()),
    "ha-rebalance-on-start": optional(boolean()),
  },
  ha: { shutdown_policy: choice("freeze", "failover", "conditional", "migrate") },
  migration: transfer,
  "next-id": { lower: optional(integer()), upper: optional(integer()) },
  notify: {
    fencing: optional(choice("always", "never")),
    "package-updates": optional(choice("auto", "always", "never")),
    replication: optional(choice("always", "never")),
    "target-fencing": optional(string()),
    "target-package-updates": optional(string()),
    "target-replication": optional(string()),
  },
  replication: transfer,
  "tag-style": {
    "case-sensitive": optional(boolean()),
    "color-map": optional(string({ pattern: `${color}(?:;${color})*` })),
    ordering: optional(choice("config", "alphabetical")),
    shape: optional(choice("full", "circle", "dense", "none")),
  },
  u2f: { appid: optional(string()), origin: optional(string()) },
  "user-tag-access": {
    "user-allow": optional(choice("none", "list", "existing", "free")),
    "user-allow-list": optional(string({ pattern: `${tag}(?:;${tag})*` })),
  },
  webauthn: {
    "allow-subdomains": optional(boolean()),
    id: optional(string()),
    origin: optional(string()),
    rp: optional(string()),
  },
} as const satisfies Readonly<Record<string, Fields>>;

const keyboards =
  "de de-ch da en-gb en-us es fi fr fr-be fr-ca fr-ch hu is it ja lt mk nl no pl pt pt-br sv sl tr".split(" ");
const languages = "ar ca da de en es eu fa fr hr he it ja ka kr nb nl nn pl pt_BR ru sl sv tr ukr zh_CN zh_TW".split(
  " ",
);

const objects = Object.fromEntries(
  Object.entries(optionObjects).map(([name, fields]) => [name, optional(keyed(fields))]),
) as { readonly [Name in keyof typeof optionObjects]: ReturnType<typeof optional<string>> };

export const optionSchema = {
  ...objects,
  bwlimit: optional(keyed(bandwidth)),
  "consent-text": optional(string({ maxLength: 65536 })),
  console: optional(choice("applet", "vv", "html5", "xtermjs")),
  description: optional(string({ maxLength: 65536 })),
  email_from: optional(formatted("email-opt")),
  fencing: optional(choice("watchdog", "hardware", "both")),
  http_proxy: optional(string({ pattern: "http://.*" })),
  keyboard: optional(choice(...keyboards)),
  language: optional(choice(...languages)),
  mac_prefix: optional(formatted("mac-prefix")),
  max_workers: optional(integer({ minimum: 1 })),
  migration_unsecure: optional(boolean()),
  "registered-tags": optional(string({ pattern: `(?:${tag};)*${tag}` })),
} as const satisfies Fields;
