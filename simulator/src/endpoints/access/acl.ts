/** The access control list. */
import { grantsInOrder, isGrantPath } from "../../access/grants.ts";
import { type Grant, grantKey, grants, groups, roles, tokens, users } from "../../access/slices.ts";
import { locked } from "../../access/user-config.ts";
import { userNamed } from "../../access/users.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { type Held, normalizedPath } from "../../permission/effective.ts";
import { grantingDenial } from "../../permission/granting.ts";
import { builtInRoles } from "../../permission/privileges.ts";
import { everyone, maySetAcl, must } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";

export const listAcl = endpoint({
  method: "GET",
  path: "/access/acl",
  permission: everyone,
  run({ cluster, caller }) {
    const mayAll = caller.can("/access", ["Sys.Audit"]);
    return grantsInOrder(cluster)
      .filter(({ path }) => mayAll || grantingDenial(caller, path) === undefined)
      .map(({ path, kind, to, roleid, propagate }) => ({
        path,
        type: kind,
        ugid: to,
        roleid,
        propagate: propagate ? 1 : 0,
      }));
  },
});

export const updateAcl = endpoint({
  method: "PUT",
  path: "/access/acl",
  permission: must(maySetAcl("{path}")),
  parameters: {
    path: string(),
    roles: formatted("pve-roleid-list"),
    users: optional(formatted("pve-userid-list")),
    groups: optional(formatted("pve-groupid-list")),
    tokens: optional(formatted("pve-tokenid-list")),
    propagate: optional(boolean(), true),
    delete: optional(boolean(), false),
  },
  run({ cluster, caller, parameters }) {
    const { propagate, delete: remove } = parameters;
    if (!parameters.users && !parameters.groups && !parameters.tokens) {
      const fault = "either 'users', 'groups' or 'tokens' is required.";
      throw invalidParameters({ users: fault, groups: fault, tokens: fault });
    }
    const path = normalizedPath(parameters.path);
    if (path === undefined || !(remove || isGrantPath(path))) {
      throw invalidParameters({ path: `invalid ACL path '${parameters.path}'` });
    }
    return locked("ACL update failed", () => {
      const table = cluster.state.table(grants);
      for (const roleid of splitList(parameters.roles)) {
        demandHandable(cluster, caller, { path, roleid, propagate, remove });
        for (const [kind, to] of holders(cluster, parameters)) {
          const grant: Grant = { path, kind, to, roleid, propagate };
          if (remove) table.remove(grantKey(grant));
          else if (to !== "root@pam") table.put(grantKey(grant), grant);
        }
      }
      return null;
    });
  },
});

/** Who is named; each must exist. root@pam may be named, but is never written down: it may everything. */
function* holders(
  cluster: Cluster,
  named: {
    readonly groups: string | undefined;
    readonly users: string | undefined;
    readonly tokens: string | undefined;
  },
): Generator<[Grant["kind"], string]> {
  for (const groupid of splitList(named.groups ?? "")) {
    if (!cluster.state.table(groups).has(groupid)) throw refusal(`group '${groupid}' does not exist`);
    yield ["group", groupid];
  }
  for (const userid of splitList(named.users ?? "")) {
    if (!cluster.state.table(users).has(userid)) throw refusal(`user '${userid}' does not exist`);
    yield ["user", userid];
  }
  for (const id of splitList(named.tokens ?? "")) {
    const [, userid = "", tokenid = ""] = /^(.+)!([^!]+)$/.exec(id) ?? [];
    userNamed(cluster, userid);
    if (!cluster.state.table(tokens).has(id)) throw refusal(`no such token '${tokenid}' for user '${userid}'`);
    yield ["token", id];
  }
}

interface Handing {
  readonly path: string;
  readonly roleid: string;
  readonly propagate: boolean;
  readonly remove: boolean;
}

/** Whoever lacks Permissions.Modify hands out no more than what is held, and no further down than it is held. */
function demandHandable(cluster: Cluster, caller: Caller, { path, roleid, propagate, remove }: Handing): void {
  const privileges = builtInRoles.get(roleid) ?? cluster.state.table(roles).get(roleid)?.privileges;
  if (!privileges) throw refusal(`role '${roleid}' does not exist`);
  const held: Held = caller.privilegesOn(path);
  if (held.has("Permissions.Modify")) return;
  const cannot = `Cannot ${remove ? "remove" : "add"} role '${roleid}'`;
  for (const privilege of privileges) {
    if (!held.has(privilege)) {
      throw invalidParameters({ role: `${cannot} - requires 'Permissions.Modify' or superset of privileges.` });
    }
    if (propagate && !remove && held.get(privilege) !== true) {
      throw invalidParameters({
        role: `${cannot} with propagation - requires 'Permissions.Modify' or propagated superset of privileges.`,
      });
    }
  }
  if (roleid === "NoAccess") throw invalidParameters({ role: `${cannot} - requires 'Permissions.Modify'` });
}
