import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { loadLab } from "../../model/load.ts";
import { allOf, neededPrivileges, rolePrivileges, touchedBy } from "../../model/privileges.ts";

const home = loadLab(fileURLToPath(new URL("../..", import.meta.url)), "home");
const needs = (stack: string) =>
  neededPrivileges(home, touchedBy(home, [stack]), 9).map(({ privilege, path }) => `${privilege} ${path}`);

test("the role has what the stacks ask for, and no right over users, roles and power of a node", () => {
  const role = rolePrivileges(home);
  expect(role).toContain("Sys.Modify");
  expect(
    role.filter((privilege) => /^(Permissions|Realm|User|Group)\.|^Sys\.(PowerMgmt|Console|Incoming)/.test(privilege)),
  ).toEqual([]);
});

test("a guest's stack asks for its own numbers, storages and bridge only", () => {
  expect(
    needs("gitea")
      .filter((need) => need.includes("/vms/"))
      .every((need) => need.endsWith("/vms/114")),
  ).toBe(true);
  expect(needs("gitea")).toContain("SDN.Use /sdn/zones/localnetwork/vmbr0");
  expect(needs("gitea")).not.toContain("Sys.Modify /");
});

test("the platform asks for what guests do not need: storages, pools, jobs and settings of the nodes", () => {
  expect(needs("platform")).toEqual(
    expect.arrayContaining([
      "Datastore.Allocate /storage",
      "Pool.Allocate /pool/apps",
      "Sys.Modify /",
      "Sys.Modify /nodes/asus",
    ]),
  );
});

test("to fetch a file, the node needs a right of its own only where the token may not change all of the system", () => {
  const without = { ...home, guests: home.guests.map(({ backup: _, ...guest }) => guest) } as typeof home;
  expect(rolePrivileges(home)).not.toContain("Sys.AccessNetwork");
  expect(neededPrivileges(without, allOf(without), 9)).toContainEqual({
    privilege: "Sys.AccessNetwork",
    path: "/nodes/asus",
    reason: "OS template debian13: have the node fetch it",
  });
});

test("before version 9 the agent is asked with another privilege", () => {
  const asked = (major: number) =>
    neededPrivileges(home, touchedBy(home, ["k3s-single"]), major).map(({ privilege }) => privilege);
  expect(asked(9)).toContain("VM.GuestAgent.Audit");
  expect(asked(8)).toContain("VM.Monitor");
});
