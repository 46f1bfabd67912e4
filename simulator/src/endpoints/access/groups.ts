/** Groups of users. Who is in one is said at the user. */
import { removeGrantsTo } from "../../access/grants.ts";
import { type Group, groups } from "../../access/slices.ts";
import { filled, locked } from "../../access/user-config.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { anyOf, everyone, must, privileged } from "../../permission/rule.ts";
import { formatted, optional, string } from "../../schema/schema.ts";

const permission = must(privileged("/access/groups", "Group.Allocate"));

export const listGroups = endpoint({
  method: "GET",
  path: "/access/groups",
  permission: everyone,
  run({ cluster, caller }) {
    const privileges = ["User.Modify", "Sys.Audit", "Group.Allocate"];
    return [...cluster.state.table(groups).all()]
      .filter(({ groupid }) => caller.can(`/access/groups/${groupid}`, privileges, { any: true }))
      .map(({ groupid, members, comment }) => ({
        groupid,
        users: [...members].sort().join(","),
        ...filled({ comment }),
      }));
  },
});

export const createGroup = endpoint({
  method: "POST",
  path: "/access/groups",
  permission,
  parameters: { groupid: formatted("pve-groupid"), comment: optional(string()) },
  run({ cluster, parameters: { groupid, comment } }) {
    return locked("create group failed", () => {
      const table = cluster.state.table(groups);
      if (table.has(groupid)) throw refusal(`group '${groupid}' already exists`);
      table.put(groupid, { groupid, members: [], ...filled({ comment }) });
      return null;
    });
  },
});

export const readGroup = endpoint({
  method: "GET",
  path: "/access/groups/{groupid}",
  permission: must(anyOf("/access/groups", "Sys.Audit", "Group.Allocate")),
  run({ cluster, parameters: { groupid } }) {
    const { members, comment } = groupNamed(cluster, groupid);
    return { members: [...members].sort(), ...filled({ comment }) };
  },
});

export const updateGroup = endpoint({
  method: "PUT",
  path: "/access/groups/{groupid}",
  permission,
  parameters: { comment: optional(string()) },
  run({ cluster, parameters: { groupid, comment } }) {
    return locked("update group failed", () => {
      const { comment: before, ...group } = groupNamed(cluster, groupid);
      cluster.state.table(groups).put(groupid, { ...group, ...filled({ comment: comment ?? before }) });
      return null;
    });
  },
});

export const deleteGroup = endpoint({
  method: "DELETE",
  path: "/access/groups/{groupid}",
  permission,
  run({ cluster, parameters: { groupid } }) {
    return locked("delete group failed", () => {
      groupNamed(cluster, groupid);
      cluster.state.table(groups).remove(groupid);
      removeGrantsTo(cluster, "group", groupid);
      return null;
    });
  },
});

function groupNamed(cluster: Cluster, groupid: string): Group {
  const group = cluster.state.table(groups).get(groupid);
  if (!group) throw refusal(`group '${groupid}' does not exist`);
  return group;
}
