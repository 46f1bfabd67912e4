/** What there is below /cluster/acme, and the authorities that Proxmox names. */
import { dnsApis } from "../../acme/plugins.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";

export const acmeDirectory = endpoint({
  method: "GET",
  path: "/cluster/acme",
  permission: everyone,
  run: () => ["account", "tos", "meta", "directories", "plugins", "challenge-schema"].map((name) => ({ name })),
});

/** Source: https://letsencrypt.org/docs/acme-protocol-updates/ and /docs/staging-environment/ */
export const authorities = [
  { name: "Let's Encrypt V2", url: "https://acme-v02.api.letsencrypt.org/directory" },
  { name: "Let's Encrypt V2 Staging", url: "https://acme-staging-v02.api.letsencrypt.org/directory" },
];

export const directories = endpoint({
  method: "GET",
  path: "/cluster/acme/directories",
  permission: everyone,
  run: () => authorities,
});

export const accounts = endpoint({
  method: "GET",
  path: "/cluster/acme/account",
  permission: everyone,
  without: "accounts: there is no authority to register one at",
  run: () => [],
});

export const challengeSchema = endpoint({
  method: "GET",
  path: "/cluster/acme/challenge-schema",
  permission: everyone,
  without: "which fields a provider's data has",
  run: () => dnsApis.map((id) => ({ id, name: id, type: "dns", schema: {} })),
});
