/**
 * What a user or token may do on a path: roles along the path, user before group, pools, privilege separation.
 * Source: PVE::AccessControl::roles and PVE::RPCEnvironment's compile_acl_path.
 */
import { type Grant, grants, groups, roles, type Token, tokens, users } from "../access/slices.ts";
import { pools } from "../pools/pool.ts";
import type { State } from "../store/state.ts";
import { builtInRoles, privileges } from "./privileges.ts";

/** Privilege → whether it holds below the path too. */
export type Held = ReadonlyMap<string, boolean>;

/** Role → propagate. */
type Roles = Map<string, boolean>;

interface Kept {
  /** Whose versions the stamp is the sum of. */
  readonly sources: readonly { readonly version: number }[];
  readonly stamp: number;
  readonly held: Map<string, Held>;
  /** Each combination once, however many paths it holds on. */
  readonly combinations: Map<string, Held>;
}

const kept = new WeakMap<State, Kept>();

/** A path as the access control list writes it; undefined when it cannot be one. */
export function normalizedPath(path: string): string | undefined {
  if (/^(?:\/[a-zA-Z0-9._-]+)+$/.test(path)) return path;
  if (path === "") return undefined;
  const clean = `/${path}`.replaceAll(/\/+/g, "/").replace(/\/$/, "") || "/";
  return /^[a-zA-Z0-9._\-/]+$/.test(clean) ? clean : undefined;
}

/** Answers are kept until users, groups, roles, tokens, grants or pools change. */
export function effectivePrivileges(state: State, id: string, path: string): Held {
  if (id === "root@pam") return everything;
  const token = id.includes("!") ? state.table(tokens).get(id) : undefined;
  if (token && !token.privsep) return effectivePrivileges(state, token.userid, path);
  let memory = kept.get(state);
  if (!memory || memory.stamp !== stampOf(memory.sources) || memory.held.size > mostKept) {
    const sources = memory?.sources ?? sourcesIn(state);
    memory = { sources, stamp: stampOf(sources), held: new Map(), combinations: new Map() };
    kept.set(state, memory);
  }
  const key = `${id} ${path}`;
  const known = memory.held.get(key);
  if (known) return known;
  const computed = id.includes("!") ? ofToken(state, token, path) : ofUser(state, id, path);
  const combination = [...computed].join(" ");
  const held = memory.combinations.get(combination) ?? computed;
  memory.combinations.set(combination, held);
  memory.held.set(key, held);
  return held;
}

/** Answers kept at a time; whoever asks for ever new paths does not fill the memory. */
const mostKept = 100_000;

const sourcesIn = (state: State): Kept["sources"] => [
  state.table(users),
  state.table(groups),
  state.table(roles),
  state.table(tokens),
  state.table(grants),
  state.table(pools),
];

/** Versions only grow, so their sum moves when any of them does. */
function stampOf(sources: Kept["sources"]): number {
  let sum = 0;
  for (const { version } of sources) sum += version;
  return sum;
}

const everything: Held = new Map([...privileges].map((privilege) => [privilege, true]));

const ofUser = (state: State, id: string, path: string): Held =>
  privilegesOf(state, withPools(state, id, path, rolesOn(state, id, path)));

/** Of what is granted to a token itself it has what its user has too. */
function ofToken(state: State, token: Token | undefined, path: string): Held {
  if (!token) return new Map();
  const own = ofUser(state, token.id, path);
  const owners = effectivePrivileges(state, token.userid, path);
  return new Map(
    [...own].filter(([name]) => owners.has(name)).map(([name, down]) => [name, down && owners.get(name) === true]),
  );
}

function privilegesOf(state: State, held: Roles): Held {
  const granted = new Map<string, boolean>();
  for (const [roleid, propagate] of held) {
    const names = builtInRoles.get(roleid) ?? state.table(roles).get(roleid)?.privileges ?? [];
    for (const name of names) granted.set(name, propagate || granted.get(name) === true);
  }
  return granted;
}

/** Roles on a path; those set further down replace those from above, and a user's own come before its groups'. */
function rolesOn(state: State, id: string, path: string): Roles {
  const parts = path === "/" ? [] : path.slice(1).split("/");
  const places = ["/", ...parts.map((_, index) => `/${parts.slice(0, index + 1).join("/")}`)];
  const memberOf = new Set(
    state
      .table(groups)
      .by("member", id)
      .map((group) => group.groupid),
  );
  const kind = id.includes("!") ? "token" : "user";
  let held: Roles = new Map();
  for (const place of places) {
    const here = state
      .table(grants)
      .by("path", place)
      .filter((grant) => place === path || grant.propagate);
    const own = here.filter((grant) => grant.kind === kind && grant.to === id);
    const shared = here.filter((grant) => grant.kind === "group" && memberOf.has(grant.to));
    const chosen = own.length > 0 ? own : shared;
    if (chosen.length > 0) held = asRoles(chosen);
  }
  return onlyNoAccess(held);
}

const asRoles = (chosen: readonly Grant[]): Roles => new Map(chosen.map((grant) => [grant.roleid, grant.propagate]));

const onlyNoAccess = (held: Roles): Roles =>
  held.has("NoAccess") ? new Map([["NoAccess", held.get("NoAccess") === true]]) : held;

/** What is granted on a pool holds for its members too, but not below them. */
function withPools(state: State, id: string, path: string, held: Roles): Roles {
  if (held.has("NoAccess")) return held;
  const [, area, name = "", rest] = path.split("/");
  if (rest !== undefined || (area !== "vms" && area !== "storage")) return held;
  const combined = new Map(held);
  for (const pool of state.table(pools).by(area === "vms" ? "guest" : "storage", name)) {
    const granted = rolesOn(state, id, `/pool/${pool.poolid}`);
    if (granted.has("NoAccess")) return new Map([["NoAccess", false]]);
    for (const roleid of granted.keys()) if (!combined.has(roleid)) combined.set(roleid, false);
  }
  return combined;
}
