/**
 * Holds a request against what its endpoint demands, before its parameters are checked.
 * Source: PVE::RPCEnvironment, check_api2_permissions and exec_api2_perm_check, whose order and words these are.
 */
import { forbidden, refusal } from "../kernel/error.ts";
import { checkFormat, splitList } from "../schema/formats.ts";
import type { Caller } from "./caller.ts";
import { normalizedPath } from "./effective.ts";
import { grantingDenial } from "./granting.ts";
import type { Check, Permission } from "./rule.ts";

type Given = Readonly<Record<string, unknown>>;

/** @throws 403 in Proxmox's words when the caller may not; 500 when the rule is about a user who does not exist */
export function enforce(permission: Permission, caller: Caller, given: Given): void {
  if (caller.isRoot) return;
  const isOpen = permission !== null && "user" in permission && permission.user === "world";
  if (caller.id === undefined) {
    if (isOpen) return;
    throw forbidden("user != null");
  }
  if (permission === null) throw forbidden("user != root@pam");
  if ("user" in permission) return;
  holds(permission.check, caller, given, false);
}

/**
 * Whether a check holds.
 * @param quiet says false where it would throw; an `and` below an `or` throws all the same, as in Proxmox
 */
function holds(check: Check, caller: Caller, given: Given, quiet: boolean): boolean {
  switch (check[0]) {
    case "and":
      for (const part of check.slice(1) as Check[]) holds(part, caller, given, false);
      return true;
    case "or":
      return (check.slice(1) as Check[]).some((part) => holds(part, caller, given, true)) || refused("", quiet);
    case "perm": {
      const [, path, wanted, ...options] = check;
      const needed = optionOf(options, "require_param");
      if (typeof needed === "string" && given[needed] === undefined) return refused("", quiet);
      return passes(caller.denial(fill(path, given), wanted, { any: optionOf(options, "any") === 1 }), quiet);
    }
    case "userid-group":
      return holdsOverUser(check[1], optionOf(check.slice(2), "groups_param"), caller, given, quiet);
    case "userid-param": {
      const userid = wellFormedUser(given);
      if (check[1] === "self") {
        return exists(caller, userid, quiet) && (caller.id === userid || refused("", quiet));
      }
      const realm = userid.slice(userid.lastIndexOf("@") + 1);
      return passes(caller.denial(`/access/realm/${realm}`, ["Realm.AllocateUser"]), quiet);
    }
    case "perm-modify": {
      const path = normalizedPath(fill(check[1], given));
      return path === undefined || passes(grantingDenial(caller, path), quiet);
    }
  }
}

function refused(what: string, quiet: boolean): false {
  if (!quiet) throw forbidden(what);
  return false;
}

const passes = (denied: string | undefined, quiet: boolean): boolean =>
  denied === undefined ? true : refused(denied, quiet);

/** A parameter that is missing stands as `-`. */
function fill(template: string, given: Given): string {
  let filled = "";
  for (const [index, part] of partsOf(template).entries()) {
    if (index % 2 === 0) {
      filled += part;
      continue;
    }
    const text = typeof given[part] === "object" ? "" : String(given[part] ?? "");
    filled += text === "" || text === "0" ? "-" : text;
  }
  return filled;
}

const templates = new Map<string, readonly string[]>();

/** `/vms/{vmid}` in turns of text and name: `/vms/`, `vmid`, and nothing. */
function partsOf(template: string): readonly string[] {
  const known = templates.get(template) ?? template.split(/[{}]/);
  templates.set(template, known);
  return known;
}

function optionOf(options: readonly unknown[], name: string): unknown {
  const at = options.indexOf(name);
  return at < 0 ? undefined : options[at + 1];
}

function wellFormedUser(given: Given): string {
  const userid = String(given.userid ?? "");
  const fault = checkFormat("pve-userid", userid);
  if (fault !== undefined) throw refusal(fault);
  return userid;
}

function exists(caller: Caller, userid: string, quiet: boolean): boolean {
  if (caller.knows(userid)) return true;
  if (!quiet) throw refusal(`no such user ('${userid}')`);
  return false;
}

/** Whoever has the privileges on all groups has them over all users; others only over members of their groups. */
function holdsOverUser(
  wanted: readonly string[],
  mode: unknown,
  caller: Caller,
  given: Given,
  quiet: boolean,
): boolean {
  const userid = String(given.userid ?? "");
  if (mode !== "create" && !exists(caller, userid, quiet)) return false;
  if (caller.can("/access/groups", wanted, { any: true })) return true;
  const mayGroup = (group: string) => caller.can(`/access/groups/${group}`, wanted, { any: true });
  if (mode !== undefined) {
    const groups = splitList(String(given.groups ?? ""));
    if (groups.length === 0) throw forbidden(`/access/groups, ${wanted.join("|")}`);
    const closed = groups.find((group) => !caller.knowsGroup(group) || !mayGroup(group));
    if (closed !== undefined) throw forbidden(`/access/groups/${closed}, ${wanted.join("|")}`);
  }
  return mode === "create" || caller.groupsOf(userid).some(mayGroup) || refused("", quiet);
}
