import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { worldWith } from "./login.ts";

const ldap = {
  realm: "dir",
  type: "ldap",
  server1: "ldap.example.com",
  base_dn: "dc=example,dc=com",
  user_attr: "uid",
} as const;

test("an LDAP realm is made, read without its password, changed and deleted", async () => {
  await withSimulator(async (api) => {
    const made = {
      ...ldap,
      password: "bind secret",
      mode: "ldaps",
      verify: 1,
      default: 1,
      "sync-defaults-options": "scope=both,full=1,purge=1",
    };
    expect(await api.post("/access/domains", made)).toMatchObject({ status: 200, data: null });
    const { data } = await api.get("/access/domains/dir");
    expect(data).toEqual({
      type: "ldap",
      server1: "ldap.example.com",
      base_dn: "dc=example,dc=com",
      user_attr: "uid",
      mode: "ldaps",
      verify: 1,
      default: 1,
      "sync-defaults-options": "remove-vanished=entry;properties;acl,scope=both",
      digest: expect.stringMatching(/^[0-9a-f]{40}$/),
    });
    const stale = await api.put("/access/domains/dir", { comment: "x", digest: "0".repeat(40) });
    expect(stale.reason).toBe(
      "update auth server failed: detected modified configuration - file changed by other user? Try again.",
    );
    const change = { comment: "people", verify: 0, delete: "default,mode", digest: data.digest };
    expect((await api.put("/access/domains/dir", change)).status).toBe(200);
    expect((await api.get("/access/domains/dir")).data).toMatchObject({ comment: "people", verify: 0 });
    expect((await api.get("/access/domains")).data[0]).toEqual({ realm: "dir", type: "ldap", comment: "people" });
    expect((await api.delete("/access/domains/dir")).status).toBe(200);
    expect(await api.get("/access/domains/dir")).toMatchObject({
      status: 500,
      reason: "domain 'dir' does not exist",
    });
  });
});

test("one realm is the default: the next takes it over", async () => {
  await withSimulator(async (api) => {
    await api.put("/access/domains/pam", { default: 1 });
    await api.post("/access/domains", { ...ldap, default: 1 });
    const { data } = await api.get("/access/domains");
    expect(data.map((realm: { realm: string; default?: number }) => [realm.realm, realm.default])).toEqual([
      ["dir", 1],
      ["pam", undefined],
      ["pve", undefined],
    ]);
  });
});

test.each<[string, string, Record<string, string | number> | undefined, string]>([
  ["POST", "", { ...ldap, realm: "pam" }, "add auth server failed: domain 'pam' already exists"],
  ["POST", "", { realm: "own", type: "pve" }, "add auth server failed: unable to create builtin type 'pve'"],
  [
    "POST",
    "",
    { realm: "dir", type: "ldap", server1: "a.b" },
    "add auth server failed: missing value for required option 'base_dn'",
  ],
  ["POST", "", { ...ldap, scopes: "email" }, "add auth server failed: unexpected property 'scopes'"],
  [
    "POST",
    "",
    { realm: "sso", type: "openid", "issuer-url": "https://a", "client-id": "b", "check-connection": 1 },
    "add auth server failed: 'check-connection' parameter can only be set for realms of type 'ldap' or 'ad'",
  ],
  ["PUT", "/none", { comment: "x" }, "update auth server failed: domain 'none' does not exist"],
  ["PUT", "/pam", {}, "update auth server failed: no options specified"],
  ["DELETE", "/none", undefined, "delete auth server failed: authentication domain 'none' does not exist"],
])("%s /access/domains%s %j is answered 500 %s", async (method, path, fields, reason) => {
  await withSimulator(async (api) => {
    expect(await api.send(method, `/access/domains${path}`, fields)).toMatchObject({ status: 500, reason });
  });
});

test("a sync runs as a task that fails where it would connect to the directory", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.post("/access/domains/dir/sync")).errors).toEqual({
        scope: "Not passed as parameter and not defined in realm default sync options.",
      });
      expect((await api.post("/access/domains/pve/sync", { scope: "both" })).reason).toBe(
        "Cannot sync realm type 'pve'! Only LDAP/AD realms can be synced.",
      );
      expect((await api.post("/access/domains/none/sync", { scope: "both" })).errors).toEqual({
        realm: "Realm does not exist.",
      });
      expect(await api.task("POST", "/access/domains/dir/sync", { scope: "both" })).toContain("Connection refused");
    },
    { world: worldWith({ realms: [{ id: "dir", type: "ldap", options: { server1: "ldap.example.com" } }] }) },
  );
});

test("what is set to nothing is not there when the realm is read", async () => {
  await withSimulator(async (api) => {
    const realm = { realm: "people", type: "openid", "issuer-url": "https://id.example.com", "client-id": "lab" };
    await api.post("/access/domains", { ...realm, scopes: "", comment: "everyone" });
    await api.put("/access/domains/people", { comment: "" });
    expect((await api.get("/access/domains/people")).data).toEqual({
      type: "openid",
      "issuer-url": "https://id.example.com",
      "client-id": "lab",
      digest: expect.any(String),
    });
  });
});
