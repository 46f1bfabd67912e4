/** Users, groups, roles, tokens, what is granted to them, and pools. */
import fc from "fast-check";
import { type Act, asks, nothing } from "../act.ts";
import { guestIds } from "../lab.ts";
import type { Ask } from "../reality.ts";
import type { Told } from "../told.ts";

const userid = fc.constantFrom("ann@pve", "ben@pve", "eve@pve");
const groupid = fc.constantFrom("crew", "guests");
const roleid = fc.constantFrom("Keeper", "Reader");
const poolid = fc.constantFrom("lab", "spare", "lab/inner");
const path = fc.constantFrom("/", "/vms/101", "/pool/lab", "/storage/local");

/** A thing that is made under a name and removed again. */
const made = (
  name: fc.Arbitrary<string>,
  make: (name: string) => Ask & { title: string },
  then: (told: Told, name: string) => void,
): fc.Arbitrary<Act> =>
  name.map((name) => {
    const { title, ...ask } = make(name);
    return asks(
      title,
      () => ask,
      (told) => then(told, name),
    );
  });

const users = [
  made(
    userid,
    (id) => ({
      title: `make user ${id}`,
      method: "POST",
      path: "/access/users",
      fields: { userid: id, groups: "crew" },
    }),
    (told, id) => told.users.add(id),
  ),
  made(
    userid,
    (id) => ({ title: `remove user ${id}`, method: "DELETE", path: `/access/users/${id}` }),
    (told, id) => {
      told.users.delete(id);
      for (const token of told.tokens) if (token.startsWith(`${id}!`)) told.tokens.delete(token);
    },
  ),
  made(
    userid,
    (id) => ({ title: `disable user ${id}`, method: "PUT", path: `/access/users/${id}`, fields: { enable: 0 } }),
    nothing,
  ),
  made(
    userid,
    (id) => ({ title: `make token of ${id}`, method: "POST", path: `/access/users/${id}/token/ci` }),
    (told, id) => told.tokens.add(`${id}!ci`),
  ),
  made(
    userid,
    (id) => ({ title: `remove token of ${id}`, method: "DELETE", path: `/access/users/${id}/token/ci` }),
    (told, id) => told.tokens.delete(`${id}!ci`),
  ),
];

const groups = [
  made(
    groupid,
    (id) => ({ title: `make group ${id}`, method: "POST", path: "/access/groups", fields: { groupid: id } }),
    (told, id) => told.groups.add(id),
  ),
  made(
    groupid,
    (id) => ({ title: `remove group ${id}`, method: "DELETE", path: `/access/groups/${id}` }),
    (told, id) => told.groups.delete(id),
  ),
];

const roles = [
  made(
    roleid,
    (id) => ({
      title: `make role ${id}`,
      method: "POST",
      path: "/access/roles",
      fields: { roleid: id, privs: "VM.Audit VM.PowerMgmt" },
    }),
    (told, id) => told.roles.add(id),
  ),
  made(
    roleid,
    (id) => ({
      title: `change role ${id}`,
      method: "PUT",
      path: `/access/roles/${id}`,
      fields: { privs: "VM.Clone", append: 1 },
    }),
    nothing,
  ),
  made(
    roleid,
    (id) => ({ title: `remove role ${id}`, method: "DELETE", path: `/access/roles/${id}` }),
    (told, id) => told.roles.delete(id),
  ),
];

const grants = fc
  .record({
    path,
    roles: fc.oneof(roleid, fc.constant("PVEVMUser")),
    to: fc.oneof(
      userid.map((users) => ({ users })),
      groupid.map((groups) => ({ groups })),
      userid.map((id) => ({ tokens: `${id}!ci` })),
    ),
    remove: fc.constantFrom(0, 1),
    propagate: fc.constantFrom(0, 1),
  })
  .map(({ path, roles, to, remove, propagate }) => {
    const fields = { path, roles, ...to, delete: remove, propagate };
    return asks(`grant ${JSON.stringify(fields)}`, () => ({ method: "PUT", path: "/access/acl", fields }), nothing);
  });

const pools = [
  made(
    poolid,
    (id) => ({ title: `make pool ${id}`, method: "POST", path: "/pools", fields: { poolid: id } }),
    (told, id) => told.pools.add(id),
  ),
  made(
    poolid,
    (id) => ({ title: `remove pool ${id}`, method: "DELETE", path: "/pools", fields: { poolid: id } }),
    (told, id) => told.pools.delete(id),
  ),
  fc
    .record({ poolid, vms: fc.constantFrom(...guestIds), remove: fc.constantFrom(0, 1), move: fc.constantFrom(0, 1) })
    .map(({ poolid, vms, remove, move }) => {
      const fields = { poolid, vms, delete: remove, ...(!remove && { "allow-move": move }) };
      return asks(
        `members of pool ${JSON.stringify(fields)}`,
        () => ({ method: "PUT", path: "/pools", fields }),
        nothing,
      );
    }),
];

export const accessActs: fc.Arbitrary<Act>[] = [...users, ...groups, ...roles, grants, ...pools];
