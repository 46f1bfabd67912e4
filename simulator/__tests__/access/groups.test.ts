import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { withToken, worldWith } from "./login.ts";

test("a group is made, listed with its members, changed and deleted with what was granted to it", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.post("/access/groups", { groupid: "lab", comment: "who may in" })).status).toBe(200);
      await api.put("/access/users/bob@pve", { groups: "lab" });
      await api.put("/access/users/ada@pve", { groups: "lab" });
      await api.put("/access/acl", { path: "/vms", roles: "PVEVMUser", groups: "lab" });
      expect((await api.get("/access/groups")).data).toEqual([
        { groupid: "lab", comment: "who may in", users: "ada@pve,bob@pve" },
      ]);
      await api.put("/access/groups/lab", { comment: "" });
      expect((await api.get("/access/groups/lab")).data).toEqual({ members: ["ada@pve", "bob@pve"] });
      expect((await api.delete("/access/groups/lab")).status).toBe(200);
      expect((await api.get("/access/acl")).data).toEqual([]);
      expect((await api.get("/access/users/bob@pve")).data.groups).toEqual([]);
    },
    { world: worldWith({ users: [{ id: "bob@pve" }, { id: "ada@pve" }] }) },
  );
});

test.each<[string, string, Record<string, string> | undefined, string]>([
  ["POST", "/access/groups", { groupid: "lab" }, "create group failed: group 'lab' already exists"],
  ["PUT", "/access/groups/none", { comment: "x" }, "update group failed: group 'none' does not exist"],
  ["DELETE", "/access/groups/none", undefined, "delete group failed: group 'none' does not exist"],
  ["GET", "/access/groups/none", undefined, "group 'none' does not exist"],
])("%s %s %j is answered 500 %s", async (method, path, fields, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.send(method, path, fields)).toMatchObject({ status: 500, reason, message: `${reason}\n` });
    },
    { world: worldWith({ groups: [{ id: "lab" }] }) },
  );
});

test("groups are seen by whoever looks after them, and made by whoever may on all", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const lead = withToken(simulator, "lead@pve!tok=1");
      expect((await lead.get("/access/groups")).data).toEqual([{ groupid: "lab", users: "" }]);
      expect(await lead.post("/access/groups", { groupid: "new" })).toMatchObject({
        status: 403,
        reason: "Permission check failed (/access/groups, Group.Allocate)",
      });
      lead.close();
    },
    {
      world: worldWith({
        users: [{ id: "lead@pve", tokens: [{ id: "tok", secret: "1", privsep: false }] }],
        groups: [{ id: "lab" }, { id: "others" }],
        grants: [{ path: "/access/groups/lab", role: "PVEUserAdmin", user: "lead@pve" }],
      }),
    },
  );
});
