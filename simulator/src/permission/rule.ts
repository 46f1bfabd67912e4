/**
 * Who may call an endpoint, declared in the very form of Proxmox's schema, so that the two can be compared.
 * A rule is checked before the parameters are, on what the client sent.
 */
import { forbidden } from "../kernel/error.ts";
import type { Caller } from "./caller.ts";

export type Check =
  | readonly ["perm", string, readonly string[], ...unknown[]]
  | readonly ["and" | "or", ...Check[]]
  | readonly ["userid-group", readonly string[], ...unknown[]]
  | readonly ["userid-param", "self" | "Realm.AllocateUser"]
  | readonly ["perm-modify", string];

/** `everyone`: any user who logged in. `world`: nobody needs to. `rootOnly`: root@pam with a ticket. */
export type Permission = { readonly user: "all" | "world" } | { readonly check: Check } | null;

export const everyone: Permission = { user: "all" };
export const world: Permission = { user: "world" };
export const rootOnly: Permission = null;

/** All of the privileges on a path such as `/vms/{vmid}`. */
export const privileged = (path: string, ...privileges: readonly string[]): Check => ["perm", path, privileges];
/** At least one of the privileges. */
export const anyOf = (path: string, ...privileges: readonly string[]): Check => ["perm", path, privileges, "any", 1];
/** The privileges, and the parameter that the path names must be given. */
export const whenGiven = (parameter: string, path: string, ...privileges: readonly string[]): Check => [
  "perm",
  path,
  privileges,
  "require_param",
  parameter,
];
export const every = (...checks: readonly Check[]): Check => ["and", ...checks];
export const some = (...checks: readonly Check[]): Check => ["or", ...checks];
export const must = (check: Check): Permission => ({ check });

type Given = Readonly<Record<string, unknown>>;

/** @throws 403 in Proxmox's words when the caller may not. */
export function enforce(permission: Permission, caller: Caller, given: Given): void {
  if (caller.isRoot) return;
  if (permission === null) throw forbidden("user != root@pam");
  if ("user" in permission) {
    if (permission.user === "world" || caller.id !== undefined) return;
    throw forbidden("user != null");
  }
  if (caller.id === undefined) throw forbidden("user != null");
  const denied = denial(permission.check, caller, given);
  if (denied !== undefined) throw forbidden(denied);
}

const fill = (template: string, given: Given): string =>
  template.replaceAll(/\{([^}]+)\}/g, (_, key: string) =>
    typeof given[key] === "object" ? "" : String(given[key] ?? ""),
  );

/** Why the check fails, "" for a refusal without a reason, undefined when it passes. */
function denial(check: Check, caller: Caller, given: Given): string | undefined {
  switch (check[0]) {
    case "and":
      return firstDefined((check.slice(1) as Check[]).map((part) => () => denial(part, caller, given)));
    case "or":
      return (check.slice(1) as Check[]).some((part) => denial(part, caller, given) === undefined) ? undefined : "";
    case "perm": {
      const [, path, wanted, ...options] = check;
      const needed = optionOf(options, "require_param");
      if (typeof needed === "string" && given[needed] === undefined) return "";
      return caller.denial(fill(path, given), wanted, { any: optionOf(options, "any") === 1 });
    }
    case "userid-group":
      return deniedByGroup(check[1], optionOf(check.slice(2), "groups_param"), caller, given);
    case "userid-param":
      return deniedByUser(check[1], caller, String(given.userid ?? ""));
    case "perm-modify":
      return deniedAcl(fill(check[1], given), caller);
  }
}

function firstDefined(attempts: readonly (() => string | undefined)[]): string | undefined {
  for (const attempt of attempts) {
    const result = attempt();
    if (result !== undefined) return result;
  }
  return undefined;
}

function optionOf(options: readonly unknown[], name: string): unknown {
  const at = options.indexOf(name);
  return at < 0 ? undefined : options[at + 1];
}

function deniedByUser(test: string, caller: Caller, userid: string): string | undefined {
  if (test === "self") return caller.id === userid ? undefined : "";
  const realm = userid.slice(userid.lastIndexOf("@") + 1);
  return caller.denial(`/access/realm/${realm}`, ["Realm.AllocateUser"]);
}

/** Whoever may modify all groups may modify all users; others only members of groups they may modify. */
function deniedByGroup(wanted: readonly string[], mode: unknown, caller: Caller, given: Given): string | undefined {
  if (caller.denial("/access/groups", wanted, { any: true }) === undefined) return undefined;
  const mayGroup = (group: string) => caller.denial(`/access/groups/${group}`, wanted, { any: true }) === undefined;
  if (mode !== undefined) {
    const groups = String(given.groups ?? "")
      .split(/[\s,;]+/)
      .filter(Boolean);
    if (groups.length === 0) return `/access/groups, ${wanted.join("|")}`;
    const closed = groups.find((group) => !mayGroup(group));
    if (closed !== undefined) return `/access/groups/${closed}, ${wanted.join("|")}`;
  }
  if (mode === "create") return undefined;
  return caller.groupsOf(String(given.userid ?? "")).some(mayGroup) ? undefined : "";
}

const ownerPrivileges: readonly (readonly [string, string])[] = [
  ["/storage/", "Datastore.Allocate"],
  ["/vms/", "VM.Allocate"],
  ["/pool/", "Pool.Allocate"],
];

function deniedAcl(path: string, caller: Caller): string | undefined {
  if (path === "") return caller.denial("/access", ["Permissions.Modify"]);
  const owner = ownerPrivileges.find(([prefix]) => path.startsWith(prefix));
  return caller.denial(path, ["Permissions.Modify", ...(owner ? [owner[1]] : [])], { any: true });
}
