import { expect, test } from "@jest/globals";
import { type Grant, grantKey, grants, groups, users } from "../../src/access/slices.ts";
import { PveError } from "../../src/kernel/error.ts";
import { Caller } from "../../src/permission/caller.ts";
import { enforce } from "../../src/permission/enforce.ts";
import {
  allocatesUser,
  anyOf,
  every,
  everyone,
  maySetAcl,
  must,
  overUser,
  type Permission,
  privileged,
  rootOnly,
  self,
  some,
  whenGiven,
  world,
} from "../../src/permission/rule.ts";
import { State } from "../../src/store/state.ts";

/** ada is in the group lab; she may use machines, and looks after the users of lab. */
function lab(): State {
  const state = new State();
  const granted: readonly Omit<Grant, "propagate">[] = [
    { path: "/vms", kind: "user", to: "ada@pve", roleid: "PVEVMUser" },
    { path: "/access/groups/lab", kind: "user", to: "ada@pve", roleid: "PVEUserAdmin" },
    { path: "/access/realm/pve", kind: "user", to: "ada@pve", roleid: "PVEUserAdmin" },
    { path: "/storage/nas", kind: "user", to: "ada@pve", roleid: "PVEDatastoreAdmin" },
  ];
  state.change(() => {
    for (const userid of ["ada@pve", "bob@pve"]) {
      state.table(users).put(userid, { userid, enable: true, expire: 0 });
    }
    state.table(groups).put("lab", { groupid: "lab", members: ["ada@pve"] });
    for (const grant of granted) state.table(grants).put(grantKey(grant as Grant), { ...grant, propagate: true });
  });
  return state;
}

const state = lab();
const ada = new Caller(state, { id: "ada@pve", kind: "ticket" });

/** What Proxmox would answer, or "may". */
function verdict(permission: Permission, given: Record<string, unknown> = {}, caller = ada): string {
  try {
    enforce(permission, caller, given);
    return "may";
  } catch (error) {
    if (!(error instanceof PveError)) throw error;
    return `${error.status} ${error.message.replace("Permission check failed", "no").replace(/^no \((.*)\)$/, "$1")}`;
  }
}

const start = privileged("/vms/{vmid}", "VM.PowerMgmt");
const make = privileged("/vms/{vmid}", "VM.Allocate");

test.each<[string, Permission, Record<string, unknown>, string]>([
  ["a privilege that is held", must(start), { vmid: 100 }, "may"],
  ["a privilege that is not", must(make), { vmid: 100 }, "403 /vms/100, VM.Allocate"],
  ["all of several", must(privileged("/vms", "VM.Audit", "VM.Clone")), {}, "403 /vms, VM.Clone"],
  ["any of several", must(anyOf("/vms", "VM.Clone", "VM.Audit")), {}, "may"],
  ["none of several", must(anyOf("/vms", "VM.Clone", "Sys.Audit")), {}, "403 /vms, VM.Clone|Sys.Audit"],
  ["a path with nothing for its braces", must(privileged("/pool/{pool}", "Pool.Audit")), {}, "403 /pool/-, Pool.Audit"],
  ["a path that is none", must(privileged("/vms/{vmid}", "VM.Audit")), { vmid: "a b" }, "403 , VM.Audit"],
  ["a parameter that is given", must(whenGiven("vmid", "/vms/{vmid}", "VM.Audit")), { vmid: 1 }, "may"],
  ["a parameter that is missing", must(whenGiven("vmid", "/vms/{vmid}", "VM.Audit")), {}, "403 no"],
  ["an alternative that holds", must(some(make, start)), { vmid: 100 }, "may"],
  ["alternatives that fail, without a reason", must(some(make, make)), { vmid: 100 }, "403 no"],
  ["the first demand that fails", must(every(start, make)), { vmid: 100 }, "403 /vms/100, VM.Allocate"],
  [
    "a demand inside an alternative, which ends the search",
    must(some(every(make), start)),
    { vmid: 100 },
    "403 /vms/100, VM.Allocate",
  ],
  ["oneself", must(self), { userid: "ada@pve" }, "may"],
  ["another", must(self), { userid: "bob@pve" }, "403 no"],
  ["somebody who is not there", must(self), { userid: "who@pve" }, "500 no such user ('who@pve')"],
  ["a name that is none", must(self), { userid: "who" }, "500 value 'who' does not look like a valid user name"],
  ["users of a realm", must(allocatesUser), { userid: "new@pve" }, "may"],
  ["users of another realm", must(allocatesUser), { userid: "new@pam" }, "403 /access/realm/pam, Realm.AllocateUser"],
  ["a member of one's group", must(overUser(["User.Modify"])), { userid: "ada@pve" }, "may"],
  ["no member of one's group", must(overUser(["User.Modify"])), { userid: "bob@pve" }, "403 no"],
  ["a new user in one's group", must(overUser(["User.Modify"], "create")), { userid: "n@pve", groups: "lab" }, "may"],
  [
    "a new user in no group",
    must(overUser(["User.Modify"], "create")),
    { userid: "n@pve" },
    "403 /access/groups, User.Modify",
  ],
  [
    "a new group for a member",
    must(overUser(["User.Modify"], "update")),
    { userid: "ada@pve", groups: "lab,none" },
    "403 /access/groups/none, User.Modify",
  ],
  ["granting on what one may allocate", must(maySetAcl("{path}")), { path: "/storage/nas" }, "may"],
  [
    "granting on what one may only use",
    must(maySetAcl("{path}")),
    { path: "/vms/100" },
    "403 /vms/100, Permissions.Modify|VM.Allocate",
  ],
  ["granting on a path that is none, left to the endpoint", must(maySetAcl("{path}")), { path: "ü" }, "may"],
  ["what is root's alone", rootOnly, {}, "403 user != root@pam"],
  ["what everyone may", everyone, {}, "may"],
])("%s", (_, permission, given, expected) => {
  expect(verdict(permission, given)).toBe(expected);
});

test("root@pam may everything, by ticket; nobody may only what is open to the world", () => {
  const root = new Caller(state, { id: "root@pam", kind: "ticket" });
  const nobody = new Caller(state, { id: undefined, kind: "none" });
  expect(verdict(rootOnly, {}, root)).toBe("may");
  expect(verdict(must(self), { userid: "who" }, root)).toBe("may");
  expect(verdict(world, {}, nobody)).toBe("may");
  expect(verdict(everyone, {}, nobody)).toBe("403 user != null");
  expect(verdict(must(start), {}, nobody)).toBe("403 user != null");
});
