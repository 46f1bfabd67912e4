/**
 * Who may call an endpoint, declared in the very form of Proxmox's schema, so that the two can be compared.
 * enforce.ts holds a request against it.
 */

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
/** The caller is the user that `userid` names. */
export const self: Check = ["userid-param", "self"];
/** The caller may make users of the realm of `userid`. */
export const allocatesUser: Check = ["userid-param", "Realm.AllocateUser"];
/**
 * Any of the privileges on all groups, or on one that `userid` is in.
 * @param mode `groups` is looked at too: a user who is made needs no group yet, one who is changed does
 */
export const overUser = (privileges: readonly string[], mode?: "create" | "update"): Check =>
  mode === undefined ? ["userid-group", privileges] : ["userid-group", privileges, "groups_param", mode];
/** May grant on the path. */
export const maySetAcl = (path: string): Check => ["perm-modify", path];
export const every = (...checks: readonly Check[]): Check => ["and", ...checks];
export const some = (...checks: readonly Check[]): Check => ["or", ...checks];
export const must = (check: Check): Permission => ({ check });
