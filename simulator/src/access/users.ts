/** Users: whether they are there, their passwords, and what goes when one goes. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { removeGrantsTo } from "./grants.ts";
import { realmNamed } from "./realms.ts";
import { accounts, groups, tokens, type User, users } from "./slices.ts";

/** @throws 500 `no such user ('x@pve')` */
export function userNamed(cluster: Cluster, userid: string): User {
  const user = cluster.state.table(users).get(userid);
  if (!user) throw refusal(`no such user ('${userid}')`);
  return user;
}

export const realmOf = (userid: string): string => userid.slice(userid.lastIndexOf("@") + 1);
const nameOf = (userid: string): string => userid.slice(0, userid.lastIndexOf("@"));

/** The user as stored whom a realm that ignores case means by a name. Source: PVE::AccessControl, lookup_username. */
export function spelledAsStored(cluster: Cluster, userid: string): string {
  const realm = realmNamed(cluster, realmOf(userid));
  if (realm?.options["case-sensitive"] !== 0) return userid;
  const wanted = userid.toLowerCase();
  for (const known of cluster.state.table(users).all()) if (known.userid.toLowerCase() === wanted) return known.userid;
  return userid;
}

/**
 * Whether a password is the user's; a realm whose directory is elsewhere knows none.
 */
export function isPassword(cluster: Cluster, userid: string, password: string): boolean {
  const known = cluster.state.table(accounts).get(userid)?.password;
  return known !== undefined && known === password && realmNamed(cluster, realmOf(userid)) !== undefined;
}

/**
 * Sets a password where the user's realm keeps it.
 * @throws 500 when the realm does not exist or keeps none, or when no node has the user that realm `pam` asks for
 */
export function setPassword(cluster: Cluster, userid: string, password: string): void {
  const name = realmOf(userid);
  const realm = realmNamed(cluster, name);
  if (!realm) throw refusal(`auth domain '${name}' does not exist`);
  if (realm.type !== "pam" && realm.type !== "pve") throw refusal(`can't set password on auth type '${realm.type}'`);
  const table = cluster.state.table(accounts);
  if (realm.type === "pam" && !table.has(userid)) {
    throw refusal(`change password failed: user '${nameOf(userid)}' does not exist`);
  }
  table.put(userid, { ...table.get(userid), userid, password });
}

/** Removes a user with tokens, memberships and grants; root@pam is there again at once, as new. */
export function removeUser(cluster: Cluster, userid: string): void {
  const { state } = cluster;
  for (const token of state.table(tokens).by("user", userid)) removeToken(cluster, token.id);
  for (const group of state.table(groups).by("member", userid)) {
    state.table(groups).put(group.groupid, { ...group, members: group.members.filter((member) => member !== userid) });
  }
  removeGrantsTo(cluster, "user", userid);
  if (realmNamed(cluster, realmOf(userid))?.type === "pve") state.table(accounts).remove(userid);
  if (userid === "root@pam") state.table(users).put(userid, { userid, enable: true, expire: 0 });
  else state.table(users).remove(userid);
}

export function removeToken(cluster: Cluster, id: string): void {
  removeGrantsTo(cluster, "token", id);
  cluster.state.table(tokens).remove(id);
}
