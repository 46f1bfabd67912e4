import { type Life, of } from "../life.ts";

export const ldapRealm: Life = {
  address: "proxmox_realm_ldap.directory",
  created: {
    realm: "directory",
    server1: "ldap.example.com",
    base_dn: "dc=example,dc=com",
    bind_dn: "cn=lab,dc=example,dc=com",
    bind_password: "secret",
    filter: "(objectClass=person)",
    sync_defaults_options: "enable-new=1,scope=both",
  },
  updated: { filter: undefined, mode: "ldaps", comment: "people", bind_password: "new secret" },
  importId: "directory",
  unread: ["bind_password"],
  seen: {
    at: "/access/domains/directory",
    created: { type: "ldap", server1: "ldap.example.com", user_attr: "uid", filter: "(objectClass=person)" },
    updated: { mode: "ldaps", comment: "people" },
  },
};

/** The provider asks for a sync and does not wait for its end; nothing of it stands in Proxmox. */
export const realmSync: Life = {
  address: "proxmox_realm_sync.directory",
  created: { realm: of(ldapRealm.address, "realm"), scope: "both" },
  updated: { enable_new: true },
  importId: "directory",
  unread: ["enable_new", "scope"],
  seen: { at: "/access/domains/directory", created: { type: "ldap" } },
};

export const openidRealm: Life = {
  address: "proxmox_realm_openid.sso",
  created: {
    realm: "sso",
    issuer_url: "https://id.example.com",
    client_id: "lab",
    client_key: "secret",
    username_claim: "email",
    groups_claim: "groups",
  },
  updated: { autocreate: true, comment: "single sign-on" },
  importId: "sso",
  // With a change to its key, the provider leaves open what else Proxmox may fill in.
  unread: ["client_key", "default", "groups_autocreate", "groups_overwrite", "query_userinfo", "scopes"],
  seen: {
    at: "/access/domains/sso",
    created: { type: "openid", "issuer-url": "https://id.example.com", "username-claim": "email" },
    updated: { autocreate: 1, comment: "single sign-on" },
  },
};
