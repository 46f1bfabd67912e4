import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { loggedIn, stranger, withToken, worldWith } from "./login.ts";

test("a user is made, read, changed and deleted", async () => {
  await withSimulator(async (api, simulator) => {
    await api.post("/access/groups", { groupid: "admins" });
    await api.post("/access/groups", { groupid: "people", comment: "all of them" });
    const made = {
      userid: "ada@pve",
      password: "correct horse",
      comment: "first programmer",
      email: "ada@example.com",
      firstname: "Ada",
      lastname: "",
      expire: 1_900_000_000,
      groups: "people",
    };
    expect(await api.post("/access/users", made)).toMatchObject({ status: 200, data: null });
    expect((await api.get("/access/users/ada@pve")).data).toEqual({
      enable: 1,
      expire: 1_900_000_000,
      firstname: "Ada",
      email: "ada@example.com",
      comment: "first programmer",
      groups: ["people"],
      tokens: null,
    });
    expect((await api.put("/access/users/ada@pve", { groups: "admins", append: 1, enable: 0 })).status).toBe(200);
    expect((await api.get("/access/users/ada@pve")).data).toMatchObject({ enable: 0, groups: ["admins", "people"] });
    expect((await api.put("/access/users/ada@pve", { groups: "", comment: "" })).status).toBe(200);
    expect((await api.get("/access/users/ada@pve")).data).toEqual({
      enable: 0,
      expire: 1_900_000_000,
      firstname: "Ada",
      email: "ada@example.com",
      groups: [],
      tokens: null,
    });
    expect((await api.delete("/access/users/ada@pve")).status).toBe(200);
    expect(await api.get("/access/users/ada@pve")).toMatchObject({
      status: 500,
      reason: "no such user ('ada@pve')",
      message: "no such user ('ada@pve')\n",
    });
    const nobody = stranger(simulator);
    const again = await nobody.post("/access/ticket", { username: "ada@pve", password: "correct horse" });
    expect(again.status).toBe(401);
    nobody.close();
  });
});

test.each<[Record<string, string>, number, string]>([
  [{ userid: "root@pam" }, 500, "create user failed: user 'root@pam' already exists"],
  [{ userid: "x@pve", groups: "none" }, 500, "create user failed: no such group 'none'"],
  [{ userid: "x@moon", password: "12345678" }, 500, "create user failed: auth domain 'moon' does not exist"],
  [{ userid: "x@dir", password: "12345678" }, 500, "create user failed: can't set password on auth type 'ldap'"],
  [
    { userid: "x@pam", password: "12345678" },
    500,
    "create user failed: change password failed: user 'x' does not exist",
  ],
])("making %j is refused with %i %s and leaves nothing behind", async (fields, status, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.post("/access/users", fields)).toMatchObject({ status, reason });
      expect((await api.get("/access/users")).data.map((user: { userid: string }) => user.userid)).toEqual([
        "root@pam",
      ]);
    },
    { world: worldWith({ realms: [{ id: "dir", type: "ldap", options: { server1: "ldap.example.com" } }] }) },
  );
});

test("a name that cannot be one, and a group that appends nothing, are faults of parameters", async () => {
  await withSimulator(async (api, simulator) => {
    const root = await loggedIn(simulator);
    expect((await root.post("/access/users", { userid: "ada" })).errors).toEqual({
      userid: "invalid format - value 'ada' does not look like a valid user name\n",
    });
    expect((await root.put("/access/users/root@pam", { append: 1 })).errors).toEqual({
      groups: expect.stringContaining("append"),
    });
    root.close();
    // For everybody else the check of permissions comes first, and ends there.
    expect(await api.post("/access/users", { userid: "ada" })).toMatchObject({
      status: 500,
      reason: "value 'ada' does not look like a valid user name",
    });
  });
});

test("with a user go its tokens, memberships and what was granted to both", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.delete("/access/users/bob@pve")).status).toBe(200);
      expect((await api.get("/access/acl")).data).toEqual([]);
      expect((await api.get("/access/groups/people")).data).toEqual({ members: [] });
      await api.post("/access/users", { userid: "bob@pve" });
      expect((await api.get("/access/users/bob@pve/token")).data).toEqual([]);
    },
    {
      world: worldWith({
        users: [{ id: "bob@pve", tokens: [{ id: "ci" }] }],
        groups: [{ id: "people", members: ["bob@pve"] }],
        grants: [
          { path: "/", role: "PVEAuditor", user: "bob@pve" },
          { path: "/vms", role: "PVEVMUser", token: "bob@pve!ci" },
        ],
      }),
    },
  );
});

test("root@pam who is deleted is there again, without tokens", async () => {
  await withSimulator(async (_api, simulator) => {
    const root = await loggedIn(simulator);
    expect((await root.delete("/access/users/root@pam")).status).toBe(200);
    expect((await root.get("/access/users/root@pam")).data).toEqual({
      enable: 1,
      expire: 0,
      groups: [],
      tokens: null,
    });
    root.close();
  });
});

test("the list shows oneself and the members of groups one looks after; in full with groups and tokens", async () => {
  await withSimulator(
    async (api, simulator) => {
      const lead = withToken(simulator, "lead@pve!tok=1");
      const { data } = await lead.get("/access/users");
      expect(data.map((user: { userid: string }) => user.userid)).toEqual(["bob@pve"]);
      expect((await api.get("/access/users?full=1&enabled=1")).data).toEqual([
        { userid: "bob@pve", enable: 1, expire: 0, groups: "people", tokens: null, "realm-type": "pve" },
        {
          userid: "lead@pve",
          enable: 1,
          expire: 0,
          groups: "",
          tokens: [{ tokenid: "tok", expire: 0, privsep: 0 }],
          "realm-type": "pve",
        },
        expect.objectContaining({ userid: "root@pam", "realm-type": "pam" }),
      ]);
      expect((await api.get("/access/users?enabled=0")).data).toHaveLength(1);
      lead.close();
    },
    {
      world: worldWith({
        users: [
          { id: "bob@pve" },
          { id: "lead@pve", tokens: [{ id: "tok", secret: "1", privsep: false }] },
          { id: "off@pve", enable: false },
        ],
        groups: [{ id: "people", members: ["bob@pve"] }],
        grants: [{ path: "/access/groups/people", role: "PVEUserAdmin", user: "lead@pve" }],
      }),
    },
  );
});

test("whoever looks after a group makes users in it and changes its members, and no others", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const lead = withToken(simulator, "lead@pve!tok=1");
      expect((await lead.post("/access/users", { userid: "new@pve", groups: "people" })).status).toBe(200);
      expect(await lead.post("/access/users", { userid: "other@pve" })).toMatchObject({
        status: 403,
        reason: "Permission check failed (/access/groups, User.Modify)",
      });
      expect(await lead.post("/access/users", { userid: "other@pve", groups: "admins" })).toMatchObject({
        reason: "Permission check failed (/access/groups/admins, User.Modify)",
      });
      expect(await lead.post("/access/users", { userid: "other@pam", groups: "people" })).toMatchObject({
        reason: "Permission check failed (/access/realm/pam, Realm.AllocateUser)",
      });
      expect((await lead.put("/access/users/new@pve", { groups: "people", comment: "x" })).status).toBe(200);
      expect(await lead.delete("/access/users/lead@pve")).toMatchObject({
        status: 403,
        reason: "Permission check failed",
      });
      expect(await lead.get("/access/users/ghost@pve")).toMatchObject({
        status: 500,
        reason: "no such user ('ghost@pve')",
      });
      expect(await lead.put("/access/password", { userid: "ghost@pve", password: "12345678" })).toMatchObject({
        status: 403,
        reason: "Permission check failed (URI '/access/password' not available with API token, need proper ticket.",
      });
      lead.close();
    },
    {
      world: worldWith({
        users: [{ id: "lead@pve", tokens: [{ id: "tok", secret: "1", privsep: false }] }],
        groups: [{ id: "people" }, { id: "admins" }],
        grants: [
          { path: "/access/groups/people", role: "PVEUserAdmin", user: "lead@pve" },
          { path: "/access/realm/pve", role: "PVEUserAdmin", user: "lead@pve" },
        ],
      }),
    },
  );
});

test("nobody has a second factor", async () => {
  await withSimulator(async (api) => {
    expect((await api.get("/access/tfa")).data).toEqual([]);
    expect((await api.get("/access/tfa/root@pam")).data).toEqual([]);
    expect(await api.get("/access/tfa/root@pam/x")).toMatchObject({ status: 404, reason: "No such tfa entry 'x'" });
    expect((await api.get("/access/users/root@pam/tfa?multiple=1")).data).toEqual({ user: [] });
    expect((await api.put("/access/users/root@pam/unlock-tfa")).data).toBe(0);
  });
});
