/** Users: the list, and one of them. */
import { realmNamed } from "../../access/realms.ts";
import { groups, type Token, tokens, type User, users } from "../../access/slices.ts";
import { filled, locked } from "../../access/user-config.ts";
import { realmOf, removeUser, setPassword, spelledAsStored, userNamed } from "../../access/users.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { allocatesUser, every, everyone, must, overUser } from "../../permission/rule.ts";
import { userId } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, integer, optional, string } from "../../schema/schema.ts";
import { tokenFacts } from "./tokens.ts";

const overseers = ["User.Modify", "Sys.Audit"];

const userFields = {
  comment: optional(string({ maxLength: 2048 })),
  email: optional(formatted("email-opt", { maxLength: 254 })),
  enable: optional(boolean()),
  expire: optional(integer({ minimum: 0 })),
  firstname: optional(string({ maxLength: 1024 })),
  groups: optional(formatted("pve-groupid-list")),
  keys: optional(string({ pattern: "[0-9a-zA-Z!=]{0,4096}" })),
  lastname: optional(string({ maxLength: 1024 })),
};

export const listUsers = endpoint({
  method: "GET",
  path: "/access/users",
  permission: everyone,
  parameters: { enabled: optional(boolean()), full: optional(boolean(), false) },
  run({ cluster, caller, parameters: { enabled, full } }) {
    const mayAll = caller.can("/access/groups", overseers, { any: true });
    const may = (userid: string) =>
      mayAll ||
      userid === caller.id ||
      caller.groupsOf(userid).some((group) => caller.can(`/access/groups/${group}`, overseers, { any: true }));
    return [...cluster.state.table(users).all()]
      .filter((user) => may(user.userid) && (enabled === undefined || user.enable === enabled))
      .sort((a, b) => (a.userid < b.userid ? -1 : 1))
      .map((user) => ({
        userid: user.userid,
        ...userFacts(user),
        ...(full && {
          groups: groupsOf(cluster, user.userid).join(","),
          tokens: tokenList(cluster, user.userid),
        }),
        ...filled({ "realm-type": realmNamed(cluster, realmOf(user.userid))?.type }),
      }));
  },
});

export const createUser = endpoint({
  method: "POST",
  path: "/access/users",
  permission: must(every(allocatesUser, overUser(["User.Modify"], "create"))),
  parameters: {
    userid: userId(),
    password: optional(string({ minLength: 8, maxLength: 64 })),
    ...userFields,
  },
  run({ cluster, parameters }) {
    const { password, groups: joined, enable = true, expire = 0, userid: given, ...facts } = parameters;
    return locked("create user failed", () => {
      const userid = spelledAsStored(cluster, given);
      const table = cluster.state.table(users);
      if (table.has(userid)) throw refusal(`user '${userid}' already exists`);
      if (password !== undefined) setPassword(cluster, userid, password);
      table.put(userid, { userid, enable, expire, ...filled(facts) });
      join(cluster, userid, joined);
      return null;
    });
  },
});

export const readUser = endpoint({
  method: "GET",
  path: "/access/users/{userid}",
  permission: must(overUser(overseers)),
  run({ cluster, parameters: { userid } }) {
    const facts = userFacts(userNamed(cluster, userid));
    const own = tokensOf(cluster, userid).map((token) => [token.tokenid, tokenFacts(token)] as const);
    return {
      ...facts,
      groups: groupsOf(cluster, userid),
      tokens: own.length === 0 ? null : Object.fromEntries(own),
    };
  },
});

export const updateUser = endpoint({
  method: "PUT",
  path: "/access/users/{userid}",
  permission: must(overUser(["User.Modify"], "update")),
  parameters: { ...userFields, append: optional(boolean({ requires: "groups" }), false) },
  run({ cluster, parameters: { userid, append, groups: joined, ...facts } }) {
    return locked("update user failed", () => {
      const user = userNamed(cluster, userid);
      const given = Object.fromEntries(Object.entries(facts).filter(([, fact]) => fact !== undefined));
      cluster.state.table(users).put(userid, filled({ ...user, ...given }) as User);
      if (joined !== undefined && !append) leaveAll(cluster, userid);
      join(cluster, userid, joined);
      return null;
    });
  },
});

export const deleteUser = endpoint({
  method: "DELETE",
  path: "/access/users/{userid}",
  permission: must(every(allocatesUser, overUser(["User.Modify"]))),
  run({ cluster, parameters: { userid } }) {
    removeUser(cluster, userid);
    return null;
  },
});

const userFacts = ({ userid, enable, ...facts }: User) => ({ enable: enable ? 1 : 0, ...facts });

const tokensOf = (cluster: Cluster, userid: string): Token[] =>
  cluster.state
    .table(tokens)
    .by("user", userid)
    .sort((a, b) => (a.tokenid < b.tokenid ? -1 : 1));

/** null where there is none: Proxmox fills the place only with the first. */
function tokenList(cluster: Cluster, userid: string): object[] | null {
  const own = tokensOf(cluster, userid);
  return own.length === 0 ? null : own.map((token) => ({ tokenid: token.tokenid, ...tokenFacts(token) }));
}

const groupsOf = (cluster: Cluster, userid: string): string[] =>
  cluster.state
    .table(groups)
    .by("member", userid)
    .map((group) => group.groupid)
    .sort();

/** @throws 500 `no such group 'x'` */
function join(cluster: Cluster, userid: string, list: string | undefined): void {
  const table = cluster.state.table(groups);
  for (const groupid of splitList(list ?? "")) {
    const group = table.get(groupid);
    if (!group) throw refusal(`no such group '${groupid}'`);
    if (!group.members.includes(userid)) table.put(groupid, { ...group, members: [...group.members, userid] });
  }
}

function leaveAll(cluster: Cluster, userid: string): void {
  const table = cluster.state.table(groups);
  for (const group of table.by("member", userid)) {
    table.put(group.groupid, { ...group, members: group.members.filter((member) => member !== userid) });
  }
}
