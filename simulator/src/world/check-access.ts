/** Finds what is wrong with a world's users, groups, roles, grants and pools. */
import { isGrantPath } from "../access/grants.ts";
import { normalizedPath } from "../permission/effective.ts";
import { builtInRoles, privileges } from "../permission/privileges.ts";
import { checkFormat } from "../schema/formats.ts";
import type { World, WorldGrant } from "./world.ts";

export function* accessFaults(world: World): Generator<string> {
  const users = new Set(["root@pam", ...(world.users ?? []).map(({ id }) => id)]);
  const groups = new Set((world.groups ?? []).map(({ id }) => id));
  const tokens = new Set(tokenIds(world));
  const roles = new Set([...builtInRoles.keys(), ...(world.roles ?? []).map(({ id }) => id)]);
  yield* nameFaults(world);
  yield* accountFaults(world);
  for (const { id, members = [] } of world.groups ?? []) {
    for (const member of members) if (!users.has(member)) yield `group ${id}: user ${member} does not exist`;
  }
  for (const role of world.roles ?? []) {
    for (const name of role.privileges) if (!privileges.has(name)) yield `role ${role.id}: ${name} is no privilege`;
  }
  for (const grant of world.grants ?? []) {
    if (normalizedPath(grant.path) !== grant.path || !isGrantPath(grant.path)) {
      yield `grant on ${grant.path}: is no path such as /vms/100`;
    }
    if (!roles.has(grant.role)) yield `grant on ${grant.path}: role ${grant.role} does not exist`;
    yield* holderFaults(grant, { user: users, group: groups, token: tokens });
  }
  yield* poolFaults(world);
}

/** Names as Linux takes them, keys as OpenSSH writes them. */
function* accountFaults({ accounts = [] }: World): Generator<string> {
  for (const [index, { name, publicKeys = [] }] of accounts.entries()) {
    if (!/^[a-z_][a-z0-9_-]{0,31}$/.test(name)) yield `account ${name}: is no name such as strata`;
    if (accounts.findIndex((other) => other.name === name) < index) yield `account ${name}: is there twice`;
    for (const key of publicKeys) {
      if (!/^(?:ssh|ecdsa)-[a-z0-9-]+ [A-Za-z0-9+/]{40,}={0,2}(?: .*)?$/.test(key)) {
        yield `account ${name}: ${key.slice(0, 40)} is no public key such as ssh-ed25519 AAAA…`;
      }
    }
  }
}

const tokenIds = (world: World): string[] =>
  (world.users ?? []).flatMap(({ id, tokens = [] }) => tokens.map((token) => `${id}!${token.id}`));

/** Names in the forms that Proxmox takes. */
function* nameFaults(world: World): Generator<string> {
  const names: readonly (readonly [string, string, readonly string[]])[] = [
    ["user", "pve-userid", (world.users ?? []).map(({ id }) => id)],
    ["token", "pve-tokenid", tokenIds(world)],
    ["group", "pve-groupid", (world.groups ?? []).map(({ id }) => id)],
    ["role", "pve-roleid", (world.roles ?? []).map(({ id }) => id)],
    ["realm", "pve-realm", (world.realms ?? []).map(({ id }) => id)],
    ["pool", "pve-poolid", (world.pools ?? []).map(({ id }) => id)],
  ];
  for (const [kind, format, ids] of names) {
    for (const id of ids) {
      const fault = checkFormat(format, id);
      if (fault !== undefined) yield `${kind} ${id}: ${fault}`;
    }
  }
}

function* holderFaults(
  grant: WorldGrant,
  known: Readonly<Record<"user" | "group" | "token", ReadonlySet<string>>>,
): Generator<string> {
  const named = (["user", "group", "token"] as const).filter((kind) => grant[kind] !== undefined);
  if (named.length !== 1) yield `grant on ${grant.path}: names exactly one of user, group and token`;
  for (const kind of named) {
    const holder = grant[kind] ?? "";
    if (!known[kind].has(holder)) yield `grant on ${grant.path}: ${kind} ${holder} does not exist`;
  }
}

function* poolFaults(world: World): Generator<string> {
  const pools = new Set((world.pools ?? []).map(({ id }) => id));
  const guests = new Set((world.guests ?? []).map(({ vmid }) => vmid));
  const storages = new Set(world.storages.map(({ id }) => id));
  const pooled = new Set<number>();
  for (const pool of world.pools ?? []) {
    const parent = /^(.+)\/[^/]+$/.exec(pool.id)?.[1];
    if (parent !== undefined && !pools.has(parent)) yield `pool ${pool.id}: pool ${parent} does not exist`;
    for (const vmid of pool.guests ?? []) {
      if (!guests.has(vmid)) yield `pool ${pool.id}: guest ${vmid} does not exist`;
      if (pooled.has(vmid)) yield `pool ${pool.id}: guest ${vmid} is in another pool`;
      pooled.add(vmid);
    }
    for (const id of pool.storages ?? []) if (!storages.has(id)) yield `pool ${pool.id}: storage ${id} does not exist`;
  }
}
