/** Puts a world's users, groups, roles, realms, grants and pools into an empty state. */
import { accounts, grantKey, grants, groups, realms, roles, tokens, users } from "../access/slices.ts";
import { filled } from "../access/user-config.ts";
import type { Cluster } from "../cluster.ts";
import { pools } from "../pools/pool.ts";
import type { World, WorldAccount, WorldGrant, WorldUser } from "./world.ts";

/** The token of root that programs are given. */
export const rootToken = "root@pam!simulator";

/** @param password of root@pam */
export function plantAccess(cluster: Cluster, world: World, password: string): void {
  const { state } = cluster;
  plantUser(cluster, { id: "root@pam", password, tokens: [{ id: "simulator", privsep: false }] });
  for (const user of world.users ?? []) plantUser(cluster, user);
  for (const account of world.accounts ?? []) plantAccount(cluster, account);
  for (const group of world.groups ?? []) {
    const members = group.members ?? [];
    state.table(groups).put(group.id, { groupid: group.id, members, ...filled({ comment: group.comment }) });
  }
  for (const { id, privileges } of world.roles ?? []) state.table(roles).put(id, { roleid: id, privileges });
  for (const { id, type, options = {} } of world.realms ?? []) {
    state.table(realms).put(id, { realm: id, type, options });
  }
  for (const grant of world.grants ?? []) plantGrant(cluster, grant);
  for (const pool of world.pools ?? []) {
    const { id, guests = [], storages = [], comment } = pool;
    state.table(pools).put(id, { poolid: id, guests, storages, ...filled({ comment }) });
  }
}

function plantUser({ state, random }: Cluster, user: WorldUser): void {
  const { id, password, enable = true, expire = 0, tokens: programs = [], ...facts } = user;
  state.table(users).put(id, { userid: id, enable, expire, ...filled(facts) });
  if (password !== undefined || id.endsWith("@pam")) {
    state.table(accounts).put(id, { userid: id, ...filled({ password }) });
  }
  for (const token of programs) {
    const full = `${id}!${token.id}`;
    state.table(tokens).put(full, {
      id: full,
      userid: id,
      tokenid: token.id,
      secret: token.secret ?? random.uuid(),
      privsep: token.privsep ?? true,
      expire: token.expire ?? 0,
      ...filled({ comment: token.comment }),
    });
  }
}

/** Beside what a user of realm pam has brought by that name. */
function plantAccount({ state }: Cluster, { name, ...account }: WorldAccount): void {
  const userid = `${name}@pam`;
  const table = state.table(accounts);
  table.put(userid, { ...table.get(userid), userid, ...account });
}

function plantGrant({ state }: Cluster, { path, role, user, group, token, propagate = true }: WorldGrant): void {
  const [kind, to] =
    token !== undefined
      ? ["token" as const, token]
      : group !== undefined
        ? ["group" as const, group]
        : ["user" as const, user ?? ""];
  const grant = { path, kind, to, roleid: role, propagate };
  state.table(grants).put(grantKey(grant), grant);
}
