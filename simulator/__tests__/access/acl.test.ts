import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { withToken, worldWith } from "./login.ts";

const people = worldWith({
  users: [
    { id: "ada@pve", tokens: [{ id: "tok", secret: "1", privsep: false }] },
    { id: "bob@pve", tokens: [{ id: "tok", secret: "1", privsep: false }] },
  ],
  groups: [{ id: "lab", members: ["ada@pve"] }],
  pools: [{ id: "lab", guests: [9000], storages: ["local"] }],
});

/** What a user may on a path. */
const may = (path: string, userid = "ada@pve") => `/access/permissions?userid=${userid}&path=${path}`;

test("grants are set for users, groups and tokens, listed in the order of the tree, and taken back one by one", async () => {
  await withSimulator(
    async (api) => {
      const put = (fields: Record<string, string | number>) => api.put("/access/acl", fields);
      await put({ path: "/vms/", roles: "PVEVMUser,PVEAuditor", users: "ada@pve", propagate: 0 });
      await put({ path: "/", roles: "PVEAuditor", groups: "lab", tokens: "ada@pve!tok" });
      expect((await api.get("/access/acl")).data).toEqual([
        { path: "/", type: "group", ugid: "lab", roleid: "PVEAuditor", propagate: 1 },
        { path: "/", type: "token", ugid: "ada@pve!tok", roleid: "PVEAuditor", propagate: 1 },
        { path: "/vms", type: "user", ugid: "ada@pve", roleid: "PVEVMUser", propagate: 0 },
        { path: "/vms", type: "user", ugid: "ada@pve", roleid: "PVEAuditor", propagate: 0 },
      ]);
      await put({ path: "/vms", roles: "PVEVMUser", users: "ada@pve", delete: 1 });
      await put({ path: "/", roles: "PVEAuditor", groups: "lab", tokens: "ada@pve!tok", delete: 1 });
      expect((await api.get("/access/acl")).data).toEqual([
        { path: "/vms", type: "user", ugid: "ada@pve", roleid: "PVEAuditor", propagate: 0 },
      ]);
    },
    { world: people },
  );
});

test("a grant holds below unless it does not propagate; further down replaces; a user's own comes before its group's", async () => {
  await withSimulator(
    async (api) => {
      const put = (fields: Record<string, string | number>) => api.put("/access/acl", fields);
      await put({ path: "/", roles: "PVEAuditor", groups: "lab" });
      expect(Object.keys((await api.get(may("/vms/100"))).data["/vms/100"])).toContain("Sys.Audit");
      await put({ path: "/vms", roles: "PVETemplateUser", users: "ada@pve" });
      expect((await api.get(may("/vms/100"))).data).toEqual({ "/vms/100": { "VM.Clone": 1, "VM.Audit": 1 } });
      await put({ path: "/vms", roles: "PVETemplateUser", users: "ada@pve", propagate: 0 });
      expect((await api.get(may("/vms"))).data).toEqual({ "/vms": { "VM.Clone": 0, "VM.Audit": 0 } });
      expect(Object.keys((await api.get(may("/vms/100"))).data["/vms/100"])).toContain("Sys.Audit");
      await put({ path: "/vms/100", roles: "NoAccess,PVEAdmin", groups: "lab" });
      expect((await api.get(may("/vms/100"))).data).toEqual({ "/vms/100": {} });
    },
    { world: people },
  );
});

test("what is granted on a pool holds for its guests and storages, and no further", async () => {
  await withSimulator(
    async (api) => {
      await api.put("/access/acl", { path: "/pool/lab", roles: "PVETemplateUser", users: "ada@pve" });
      expect((await api.get(may("/vms/9000"))).data).toEqual({ "/vms/9000": { "VM.Clone": 0, "VM.Audit": 0 } });
      expect((await api.get(may("/storage/local"))).data).toEqual({
        "/storage/local": { "VM.Clone": 0, "VM.Audit": 0 },
      });
      expect((await api.get(may("/vms/100"))).data).toEqual({ "/vms/100": {} });
      expect(Object.keys((await api.get("/access/permissions?userid=ada@pve")).data)).toEqual([
        "/pool/lab",
        "/storage/local",
        "/vms/9000",
      ]);
      await api.put("/access/acl", { path: "/vms", roles: "NoAccess", users: "ada@pve" });
      expect((await api.get(may("/vms/9000"))).data).toEqual({ "/vms/9000": {} });
    },
    { world: people },
  );
});

test.each<[Readonly<Record<string, string | number>>, number, string, string[] | undefined]>([
  [{ path: "/vms", roles: "PVEAdmin" }, 400, "Parameter verification failed.", ["groups", "tokens", "users"]],
  [{ path: "/vm", roles: "PVEAdmin", users: "ada@pve" }, 400, "Parameter verification failed.", ["path"]],
  [{ path: "/vms/1", roles: "PVEAdmin", users: "ada@pve" }, 400, "Parameter verification failed.", ["path"]],
  [{ path: "/vms/ü", roles: "PVEAdmin", users: "ada@pve", delete: 1 }, 400, "Parameter verification failed.", ["path"]],
  [{ path: "/vms", roles: "none", users: "ada@pve" }, 500, "ACL update failed: role 'none' does not exist", undefined],
  [
    { path: "/vms", roles: "PVEAdmin", users: "no@pve" },
    500,
    "ACL update failed: user 'no@pve' does not exist",
    undefined,
  ],
  [
    { path: "/vms", roles: "PVEAdmin", groups: "none" },
    500,
    "ACL update failed: group 'none' does not exist",
    undefined,
  ],
  [
    { path: "/vms", roles: "PVEAdmin", tokens: "ada@pve!none" },
    500,
    "ACL update failed: no such token 'none' for user 'ada@pve'",
    undefined,
  ],
])("granting %j is refused with %i %s", async (fields, status, reason, faults) => {
  await withSimulator(
    async (api) => {
      const reply = await api.put("/access/acl", fields);
      expect(reply).toMatchObject({ status, reason });
      expect(reply.errors && Object.keys(reply.errors).sort()).toEqual(faults);
      expect((await api.get("/access/acl")).data).toEqual([]);
    },
    { world: people },
  );
});

test("whoever may not modify permissions hands out on the own machine no more than what is held, and no further down", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const ada = withToken(simulator, "ada@pve!tok=1");
      const grant = (fields: Record<string, string | number>) =>
        ada.put("/access/acl", { path: "/vms/100", users: "bob@pve", ...fields });
      expect((await grant({ roles: "PVEVMUser" })).status).toBe(200);
      expect(await grant({ roles: "PVEAdmin" })).toMatchObject({
        status: 500,
        reason: "ACL update failed: 400 Parameter verification failed.",
        message:
          "ACL update failed: 400 Parameter verification failed.\nrole: Cannot add role 'PVEAdmin' - requires 'Permissions.Modify' or superset of privileges.\n",
      });
      expect((await grant({ roles: "NoAccess" })).message).toContain(
        "role: Cannot add role 'NoAccess' - requires 'Permissions.Modify'",
      );
      expect(await grant({ path: "/vms/101", roles: "PVEVMUser" })).toMatchObject({
        status: 403,
        reason: "Permission check failed (/vms/101, Permissions.Modify|VM.Allocate)",
      });
      expect(await grant({ path: "/", roles: "PVEVMUser" })).toMatchObject({
        status: 403,
        reason: "Permission check failed (/, Permissions.Modify)",
      });
      expect((await ada.get("/access/acl")).data).toEqual([
        { path: "/vms/100", type: "user", ugid: "ada@pve", roleid: "PVEVMAdmin", propagate: 1 },
        { path: "/vms/100", type: "user", ugid: "bob@pve", roleid: "PVEVMUser", propagate: 1 },
      ]);
      ada.close();
    },
    { world: { ...people, grants: [{ path: "/vms/100", role: "PVEVMAdmin", user: "ada@pve" }] } },
  );
});

test("one's own permissions and those of one's tokens are told; others' to whom may audit access", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const ada = withToken(simulator, "ada@pve!tok=1");
      expect((await ada.get("/access/permissions")).data).toEqual({});
      expect(await ada.get("/access/permissions?userid=bob@pve")).toMatchObject({
        status: 403,
        reason: "Permission check failed (/access, Sys.Audit)",
      });
      ada.close();
    },
    { world: people },
  );
});

test("the directory of /access", async () => {
  await withSimulator(async (api) => {
    expect((await api.get("/access")).data).toContainEqual({ subdir: "domains" });
    expect((await api.get("/access/openid")).data).toHaveLength(2);
  });
});
