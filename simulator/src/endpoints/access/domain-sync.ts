/** Taking users and groups over from a directory. */
import { syncOptions, withoutOldSyncWords } from "../../access/realm-sync.ts";
import { realmNamed } from "../../access/realms.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { every, must, privileged } from "../../permission/rule.ts";
import { parseProperties } from "../../schema/property-string.ts";
import { boolean, optional } from "../../schema/schema.ts";
import { say } from "../../tasks/work.ts";

export const syncRealm = endpoint({
  method: "POST",
  path: "/access/domains/{realm}/sync",
  permission: must(
    every(privileged("/access/realm/{realm}", "Realm.AllocateUser"), privileged("/access/groups", "User.Modify")),
  ),
  parameters: { ...syncOptions, "dry-run": optional(boolean(), false) },
  task: "auth-realm-sync",
  taskId: ({ realm }) => realm,
  without: "directories: the task fails where it connects to one",
  *run({ cluster, parameters: { realm: name, scope, "dry-run": dry } }) {
    const realm = realmNamed(cluster, name);
    if (!realm) throw invalidParameters({ realm: "Realm does not exist." });
    if (realm.type !== "ldap" && realm.type !== "ad") {
      throw refusal(`Cannot sync realm type '${realm.type}'! Only LDAP/AD realms can be synced.`);
    }
    const usual = withoutOldSyncWords(String(realm.options["sync-defaults-options"] ?? ""));
    if ((scope ?? parseProperties(syncOptions, usual).scope) === undefined) {
      throw invalidParameters({
        scope: "Not passed as parameter and not defined in realm default sync options.",
      });
    }
    yield* say(`${dry ? "(dry test run) " : ""}starting sync for realm ${name}`);
    throw refusal("IO::Socket::INET: connect: Connection refused");
  },
});
