import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { loggedIn, withToken, worldWith } from "./login.ts";

test("a token is made with a secret that is told once, changed and deleted", async () => {
  await withSimulator(
    async (api, simulator) => {
      const { data } = await api.post("/access/users/bob@pve/token/ci", { comment: "builds", privsep: 0 });
      expect(data).toEqual({
        "full-tokenid": "bob@pve!ci",
        info: { comment: "builds", privsep: "0" },
        value: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
      });
      expect((await api.get("/access/users/bob@pve/token/ci")).data).toEqual({
        expire: 0,
        privsep: 0,
        comment: "builds",
      });
      expect((await api.get("/access/users/bob@pve/token")).data).toEqual([
        { tokenid: "ci", expire: 0, privsep: 0, comment: "builds" },
      ]);
      const client = withToken(simulator, `bob@pve!ci=${data.value}`);
      expect((await client.get("/version")).status).toBe(200);
      expect((await api.put("/access/users/bob@pve/token/ci", { comment: "", expire: 1000 })).data).toEqual({
        expire: 1000,
        privsep: 0,
      });
      expect(await client.get("/version")).toMatchObject({ status: 401, reason: "token 'ci' access expired" });
      expect((await api.delete("/access/users/bob@pve/token/ci")).status).toBe(200);
      expect(await client.get("/version")).toMatchObject({
        status: 401,
        reason: "no such token 'ci' for user 'bob@pve'",
      });
      client.close();
    },
    { world: worldWith({ users: [{ id: "bob@pve" }] }) },
  );
});

test.each<[string, string, Record<string, string> | undefined, number, string, Record<string, string> | undefined]>([
  ["POST", "root@pam/token/simulator", {}, 400, "Parameter verification failed.", { tokenid: "Token already exists." }],
  ["POST", "ghost@pve/token/ci", {}, 403, "Permission check failed", undefined],
  ["GET", "root@pam/token/none", undefined, 500, "no such token 'none' for user 'root@pam'", undefined],
  [
    "PUT",
    "root@pam/token/simulator",
    { delete: "privsep" },
    500,
    "updating token info failed: 400 Parameter verification failed.",
    undefined,
  ],
  [
    "POST",
    "root@pam/token/1st",
    {},
    400,
    "Parameter verification failed.",
    { tokenid: "value does not match the regex pattern" },
  ],
])("%s %s %j is answered %i %s", async (method, path, fields, status, reason, errors) => {
  await withSimulator(async (api) => {
    expect(await api.send(method, `/access/users/${path}`, fields)).toMatchObject({
      status,
      reason,
      ...(errors && { errors }),
    });
  });
});

test("a token with privilege separation has what is granted to it and to its user, and no more", async () => {
  const grants = [
    { path: "/", role: "PVEAuditor", user: "bob@pve" },
    { path: "/vms", role: "PVEVMAdmin", token: "bob@pve!own" },
  ];
  await withSimulator(
    async (_api, simulator) => {
      const own = withToken(simulator, "bob@pve!own=1");
      const full = withToken(simulator, "bob@pve!full=1");
      expect((await own.get("/access/permissions?path=/vms/9000")).data).toEqual({
        "/vms/9000": { "VM.Audit": 1, "VM.GuestAgent.Audit": 1 },
      });
      expect((await own.get("/access/permissions?path=/storage/local")).data).toEqual({ "/storage/local": {} });
      expect((await full.get("/access/permissions?path=/storage/local")).data["/storage/local"]).toMatchObject({
        "Datastore.Audit": 1,
      });
      for (const client of [own, full]) client.close();
    },
    {
      world: worldWith({
        users: [
          {
            id: "bob@pve",
            tokens: [
              { id: "own", secret: "1" },
              { id: "full", secret: "1", privsep: false },
            ],
          },
        ],
        grants,
      }),
    },
  );
});

test("a user makes tokens for the own name, a token does not, and nobody for others without User.Modify", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const user = await loggedIn(simulator, "bob@pve", "12345678");
      const token = withToken(simulator, "bob@pve!full=1");
      expect((await user.post("/access/users/bob@pve/token/one")).data.info).toEqual({ privsep: 1 });
      expect(await token.post("/access/users/bob@pve/token/two")).toMatchObject({
        status: 403,
        reason: "Permission check failed",
      });
      expect((await user.post("/access/users/root@pam/token/three")).status).toBe(403);
      for (const client of [user, token]) client.close();
    },
    {
      world: worldWith({
        users: [{ id: "bob@pve", password: "12345678", tokens: [{ id: "full", secret: "1", privsep: false }] }],
      }),
    },
  );
});

test("root's own token may what root may, but not what is for root@pam by name", async () => {
  await withSimulator(async (api) => {
    const { data } = await api.get("/access/permissions?path=/");
    expect(Object.keys(data["/"])).toContain("Permissions.Modify");
    expect((await api.get("/access/permissions?userid=root@pam")).status).toBe(200);
  });
});
