/** What may be said about a realm, and which type takes what. Source: the options() of PVE::Auth::AD, LDAP, OpenId, PAM and PVE. */
import { boolean, choice, type Fields, formatted, integer, keyed, optional, string } from "../schema/schema.ts";
import { syncOptions } from "./realm-sync.ts";
import type { RealmType } from "./slices.ts";

const secondFactor = {
  type: choice("yubico", "oath"),
  id: optional(string()),
  key: optional(string()),
  url: optional(string()),
  digits: optional(integer({ minimum: 6, maximum: 8 })),
  step: optional(integer({ minimum: 10 })),
} as const satisfies Fields;

/** Parameters of a realm that may be given whenever it is made or changed. */
export const realmOptions = {
  "acr-values": optional(string({ pattern: '^[^\\x00-\\x1F\\x7F <>#"]*$' })),
  autocreate: optional(boolean()),
  base_dn: optional(string({ maxLength: 256 })),
  bind_dn: optional(string({ maxLength: 256 })),
  capath: optional(string()),
  "case-sensitive": optional(boolean()),
  cert: optional(string()),
  certkey: optional(string()),
  "client-id": optional(string({ maxLength: 256 })),
  "client-key": optional(string({ maxLength: 256 })),
  comment: optional(string({ maxLength: 4096 })),
  default: optional(boolean()),
  domain: optional(string({ maxLength: 256, pattern: "\\S+" })),
  filter: optional(string({ maxLength: 2048 })),
  group_classes: optional(formatted("ldap-simple-attr-list")),
  group_dn: optional(string({ maxLength: 256 })),
  group_filter: optional(string({ maxLength: 2048 })),
  group_name_attr: optional(formatted("ldap-simple-attr", { maxLength: 256 })),
  "groups-autocreate": optional(boolean()),
  "groups-claim": optional(string({ maxLength: 256, pattern: "(?^:[A-Za-z0-9\\.\\-_]+)" })),
  "groups-overwrite": optional(boolean()),
  "issuer-url": optional(string({ maxLength: 256 })),
  mode: optional(choice("ldap", "ldaps", "ldap+starttls")),
  port: optional(integer({ minimum: 1, maximum: 65535 })),
  prompt: optional(string({ pattern: "(?:none|login|consent|select_account|\\S+)" })),
  "query-userinfo": optional(boolean()),
  scopes: optional(string()),
  secure: optional(boolean()),
  server1: optional(formatted("address", { maxLength: 256 })),
  server2: optional(formatted("address", { maxLength: 256 })),
  sslversion: optional(choice("tlsv1", "tlsv1_1", "tlsv1_2", "tlsv1_3")),
  "sync-defaults-options": optional(keyed(syncOptions)),
  sync_attributes: optional(string({ pattern: "\\w+=[^,]+(,\\s*\\w+=[^,]+)*" })),
  tfa: optional(keyed(secondFactor, { maxLength: 128 })),
  user_attr: optional(string({ maxLength: 256, pattern: "\\S{2,}" })),
  user_classes: optional(formatted("ldap-simple-attr-list")),
  verify: optional(boolean()),
} as const satisfies Fields;

const directory = [
  "base_dn",
  "bind_dn",
  "capath",
  "case-sensitive",
  "cert",
  "certkey",
  "comment",
  "default",
  "filter",
  "group_classes",
  "group_dn",
  "group_filter",
  "group_name_attr",
  "mode",
  "port",
  "secure",
  "server1",
  "server2",
  "sslversion",
  "sync-defaults-options",
  "sync_attributes",
  "tfa",
  "user_attr",
  "user_classes",
  "verify",
];

interface TypeOptions {
  readonly required: readonly string[];
  readonly allowed: ReadonlySet<string>;
}

/** What a type of realm must and may have. */
export const optionsOfType: Readonly<Record<RealmType, TypeOptions>> = {
  ad: { required: ["server1", "domain"], allowed: new Set([...directory, "domain"]) },
  ldap: { required: ["server1", "base_dn", "user_attr"], allowed: new Set(directory) },
  openid: {
    required: ["issuer-url", "client-id"],
    allowed: new Set([
      "acr-values",
      "autocreate",
      "client-id",
      "client-key",
      "comment",
      "default",
      "groups-autocreate",
      "groups-claim",
      "groups-overwrite",
      "issuer-url",
      "prompt",
      "query-userinfo",
      "scopes",
      "username-claim",
    ]),
  },
  pam: { required: [], allowed: new Set(["comment", "default", "tfa"]) },
  pve: { required: [], allowed: new Set(["comment", "default", "tfa"]) },
};
