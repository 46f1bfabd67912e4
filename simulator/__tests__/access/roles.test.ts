import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { worldWith } from "./login.ts";

test("Proxmox's own roles of 9.1 are there, each with its privileges", async () => {
  await withSimulator(async (api) => {
    const { data } = await api.get("/access/roles");
    const roles = Object.fromEntries(
      data.map(({ roleid, privs }: { roleid: string; privs: string }) => [roleid, privs.split(",").filter(Boolean)]),
    );
    expect(data.every(({ special }: { special: number }) => special === 1)).toBe(true);
    expect(Object.keys(roles).sort()).toEqual([
      "Administrator",
      "NoAccess",
      "PVEAdmin",
      "PVEAuditor",
      "PVEDatastoreAdmin",
      "PVEDatastoreUser",
      "PVEMappingAdmin",
      "PVEMappingUser",
      "PVEPoolAdmin",
      "PVEPoolUser",
      "PVESDNAdmin",
      "PVESDNUser",
      "PVESysAdmin",
      "PVETemplateUser",
      "PVEUserAdmin",
      "PVEVMAdmin",
      "PVEVMUser",
    ]);
    expect(roles.NoAccess).toEqual([]);
    expect(roles.Administrator).toHaveLength(47);
    expect(roles.PVEAdmin).not.toContain("Mapping.Modify");
    expect(roles.PVEAdmin).not.toContain("Sys.Modify");
    expect(roles.PVEMappingAdmin).toEqual(["Mapping.Audit", "Mapping.Modify", "Mapping.Use"]);
    expect(roles.PVESysAdmin).toEqual(["Sys.Audit", "Sys.Console", "Sys.Syslog"]);
    expect(roles.PVEUserAdmin).toEqual(["Group.Allocate", "Realm.AllocateUser", "User.Modify"]);
    expect(roles.PVETemplateUser).toEqual(["VM.Audit", "VM.Clone"]);
    expect(roles.PVEAuditor).toEqual([
      "Datastore.Audit",
      "Mapping.Audit",
      "Pool.Audit",
      "SDN.Audit",
      "Sys.Audit",
      "VM.Audit",
      "VM.GuestAgent.Audit",
    ]);
    expect(roles.PVEVMUser).toEqual([
      "VM.Audit",
      "VM.Backup",
      "VM.Config.CDROM",
      "VM.Config.Cloudinit",
      "VM.Console",
      "VM.GuestAgent.Audit",
      "VM.GuestAgent.FileRead",
      "VM.GuestAgent.FileSystemMgmt",
      "VM.GuestAgent.FileWrite",
      "VM.PowerMgmt",
    ]);
  });
});

test("a role is made, changed, added to and deleted with what was granted by it", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.post("/access/roles", { roleid: "Strata", privs: "VM.Audit,VM.Clone" })).status).toBe(200);
      await api.put("/access/acl", { path: "/vms", roles: "Strata", users: "bob@pve" });
      expect((await api.get("/access/roles/Strata")).data).toEqual({ "VM.Audit": 1, "VM.Clone": 1 });
      await api.put("/access/roles/Strata", { privs: "Sys.Audit", append: 1 });
      expect(Object.keys((await api.get("/access/roles/Strata")).data)).toEqual(["Sys.Audit", "VM.Audit", "VM.Clone"]);
      await api.put("/access/roles/Strata", { privs: "Pool.Audit" });
      expect((await api.get("/access/permissions?userid=bob@pve&path=/vms/100")).data).toEqual({
        "/vms/100": { "Pool.Audit": 1 },
      });
      expect((await api.get("/access/roles")).data).toContainEqual({
        roleid: "Strata",
        privs: "Pool.Audit",
        special: 0,
      });
      expect((await api.delete("/access/roles/Strata")).status).toBe(200);
      expect((await api.get("/access/acl")).data).toEqual([]);
    },
    { world: worldWith({ users: [{ id: "bob@pve" }] }) },
  );
});

test.each<[string, string, Record<string, string> | undefined, number, string]>([
  ["POST", "", { roleid: "mine" }, 500, "create role failed: role 'mine' already exists"],
  ["POST", "", { roleid: "pveLab" }, 400, "Parameter verification failed."],
  ["POST", "", { roleid: "lab", privs: "VM.Monitor" }, 400, "Parameter verification failed."],
  ["PUT", "/PVEAdmin", { privs: "VM.Audit" }, 500, "auto-generated role 'PVEAdmin' cannot be modified"],
  ["DELETE", "/NoAccess", undefined, 500, "auto-generated role 'NoAccess' cannot be deleted"],
  ["DELETE", "/none", undefined, 500, "delete role failed: role 'none' does not exist"],
  ["GET", "/none", undefined, 500, "role 'none' does not exist"],
])("%s /access/roles%s %j is answered %i %s", async (method, path, fields, status, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.send(method, `/access/roles${path}`, fields)).toMatchObject({ status, reason });
    },
    { world: worldWith({ roles: [{ id: "mine", privileges: [] }] }) },
  );
});
