/** Realms, as Proxmox's user interface calls them; authentication domains, as its API does. */
import { optionsOfType, realmOptions } from "../../access/realm-options.ts";
import { withoutOldSyncWords } from "../../access/realm-sync.ts";
import { allRealms, demandDigest, realmNamed, realmsDigest, storeRealm } from "../../access/realms.ts";
import { type Realm, type RealmType, realms } from "../../access/slices.ts";
import { filled, locked } from "../../access/user-config.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { anyOf, must, privileged, world } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, choice, formatted, optional, string } from "../../schema/schema.ts";

const permission = must(privileged("/access/realm", "Realm.Allocate"));
const realmId = formatted("pve-realm", { maxLength: 32 });
const hidden = { password: optional(string()), "check-connection": optional(boolean()) };
const without = "directories: connecting to one fails";

export const listRealms = endpoint({
  method: "GET",
  path: "/access/domains",
  permission: world,
  run: ({ cluster }) =>
    allRealms(cluster).map(({ realm, type, options: { comment, default: isDefault, tfa } }) => ({
      realm,
      type,
      ...filled({ comment, tfa: /(?:^|,)type=([^,]+)/.exec(String(tfa ?? ""))?.[1] }),
      ...(isDefault === 1 && { default: 1 }),
    })),
});

export const readRealm = endpoint({
  method: "GET",
  path: "/access/domains/{realm}",
  permission: must(anyOf("/access/realm", "Realm.Allocate", "Sys.Audit")),
  run({ cluster, parameters: { realm } }) {
    const { type, options } = existing(cluster, realm, "domain");
    return { type, ...options, digest: realmsDigest(cluster) };
  },
});

export const createRealm = endpoint({
  method: "POST",
  path: "/access/domains",
  permission,
  parameters: {
    realm: realmId,
    type: choice("ad", "ldap", "openid", "pam", "pve"),
    ...hidden,
    ...realmOptions,
    "username-claim": optional(string()),
  },
  without,
  run({ cluster, parameters }) {
    const { realm, type, password, "check-connection": check, ...given } = parameters;
    return locked("add auth server failed", () => {
      if (realmNamed(cluster, realm)) throw refusal(`domain '${realm}' already exists`);
      if (type === "pam" || type === "pve") throw refusal(`unable to create builtin type '${type}'`);
      demandDirectory(type, check);
      const options = checkedOptions(type, given);
      const missing = optionsOfType[type].required.find((option) => options[option] === undefined);
      if (missing !== undefined) throw refusal(`missing value for required option '${missing}'`);
      if (check) throw noDirectory();
      storeRealm(cluster, { realm, type, options, ...(type !== "openid" && filled({ password })) });
      return null;
    });
  },
});

export const updateRealm = endpoint({
  method: "PUT",
  path: "/access/domains/{realm}",
  permission,
  parameters: {
    ...hidden,
    ...realmOptions,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
  },
  without,
  run({ cluster, parameters }) {
    const { realm, password, "check-connection": check, delete: unset = "", digest: seen, ...given } = parameters;
    return locked("update auth server failed", () => {
      demandDigest(cluster, seen);
      const { password: known, ...before } = existing(cluster, realm, "domain");
      demandDirectory(before.type, check);
      const changes = checkedOptions(before.type, given);
      if (unset === "" && Object.keys(changes).length === 0 && password === undefined) {
        throw refusal("no options specified");
      }
      const gone = new Set(splitList(unset));
      const kept = Object.entries(before.options).filter(([option]) => !gone.has(option));
      if (check) throw noDirectory();
      const secret = password ?? (gone.has("password") ? undefined : known);
      storeRealm(cluster, {
        ...before,
        options: { ...Object.fromEntries(kept), ...changes },
        ...filled({ password: secret }),
      });
      return null;
    });
  },
});

export const deleteRealm = endpoint({
  method: "DELETE",
  path: "/access/domains/{realm}",
  permission,
  run({ cluster, parameters: { realm } }) {
    return locked("delete auth server failed", () => {
      existing(cluster, realm, "authentication domain");
      cluster.state.table(realms).remove(realm);
      return null;
    });
  },
});

function existing(cluster: Cluster, realm: string, what: string): Realm {
  const found = realmNamed(cluster, realm);
  if (!found) throw refusal(`${what} '${realm}' does not exist`);
  return found;
}

/** As the file of realms holds them: booleans as 1 and 0. @throws 500 for an option of another type */
function checkedOptions(type: RealmType, given: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const options: Record<string, string | number> = {};
  for (const [option, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (!optionsOfType[type].allowed.has(option)) throw refusal(`unexpected property '${option}'`);
    if (option === "sync-defaults-options") options[option] = withoutOldSyncWords(String(value));
    else options[option] = typeof value === "boolean" ? Number(value) : (value as string | number);
  }
  return options;
}

function demandDirectory(type: RealmType, check: boolean | undefined): void {
  if (check === undefined || type === "ldap" || type === "ad") return;
  throw refusal("'check-connection' parameter can only be set for realms of type 'ldap' or 'ad'");
}

/** What Net::LDAP says where nothing listens. */
const noDirectory = () => refusal("IO::Socket::INET: connect: Connection refused");
