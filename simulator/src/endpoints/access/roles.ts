/** Roles: Proxmox's own, which nobody changes, and those that people make. */
import { removeGrantsOfRole } from "../../access/grants.ts";
import { roles } from "../../access/slices.ts";
import { locked } from "../../access/user-config.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { builtInRoles } from "../../permission/privileges.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional } from "../../schema/schema.ts";

const permission = must(privileged("/access", "Sys.Modify"));
const privs = optional(formatted("pve-priv-list"));

export const listRoles = endpoint({
  method: "GET",
  path: "/access/roles",
  permission: everyone,
  run({ cluster }) {
    const own = [...builtInRoles].map(([roleid, privileges]) => ({ roleid, privileges: [...privileges], special: 1 }));
    const made = [...cluster.state.table(roles).all()].map((role) => ({ ...role, special: 0 }));
    return [...own, ...made].map(({ roleid, privileges, special }) => ({
      roleid,
      privs: [...privileges].sort().join(","),
      special,
    }));
  },
});

export const createRole = endpoint({
  method: "POST",
  path: "/access/roles",
  permission,
  parameters: { roleid: formatted("pve-roleid"), privs },
  run({ cluster, parameters: { roleid, privs: given = "" } }) {
    if (/^PVE/i.test(roleid)) {
      throw invalidParameters({
        roleid: "cannot use role ID starting with the (case-insensitive) 'PVE' namespace",
      });
    }
    return locked("create role failed", () => {
      const table = cluster.state.table(roles);
      if (builtInRoles.has(roleid) || table.has(roleid)) throw refusal(`role '${roleid}' already exists`);
      table.put(roleid, { roleid, privileges: [...new Set(splitList(given))] });
      return null;
    });
  },
});

export const readRole = endpoint({
  method: "GET",
  path: "/access/roles/{roleid}",
  permission: everyone,
  run({ cluster, parameters: { roleid } }) {
    const privileges = builtInRoles.get(roleid) ?? madeRole(cluster, roleid).privileges;
    return Object.fromEntries([...privileges].sort().map((privilege) => [privilege, 1]));
  },
});

export const updateRole = endpoint({
  method: "PUT",
  path: "/access/roles/{roleid}",
  permission,
  parameters: { privs, append: optional(boolean({ requires: "privs" }), false) },
  run({ cluster, parameters: { roleid, privs: given = "", append } }) {
    if (builtInRoles.has(roleid)) throw refusal(`auto-generated role '${roleid}' cannot be modified`);
    return locked("update role failed", () => {
      const before = madeRole(cluster, roleid).privileges;
      const privileges = new Set([...(append ? before : []), ...splitList(given)]);
      cluster.state.table(roles).put(roleid, { roleid, privileges: [...privileges] });
      return null;
    });
  },
});

export const deleteRole = endpoint({
  method: "DELETE",
  path: "/access/roles/{roleid}",
  permission,
  run({ cluster, parameters: { roleid } }) {
    if (builtInRoles.has(roleid)) throw refusal(`auto-generated role '${roleid}' cannot be deleted`);
    return locked("delete role failed", () => {
      madeRole(cluster, roleid);
      cluster.state.table(roles).remove(roleid);
      removeGrantsOfRole(cluster, roleid);
      return null;
    });
  },
});

function madeRole(cluster: Cluster, roleid: string) {
  const role = cluster.state.table(roles).get(roleid);
  if (!role) throw refusal(`role '${roleid}' does not exist`);
  return role;
}
