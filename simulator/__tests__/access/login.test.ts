import { expect, test } from "@jest/globals";
import { Api, withSimulator } from "../api.ts";
import { loggedIn, stranger, worldWith } from "./login.ts";

const alice = { id: "alice@pve", password: "correct horse" };

test("a login tells the user, a ticket, a CSRF token, what may be done by area, and the cluster to whom may know it", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const nobody = stranger(simulator);
      const { data } = await nobody.post("/access/ticket", { username: "alice@pve", password: "correct horse" });
      expect(data).toEqual({
        username: "alice@pve",
        ticket: expect.stringMatching(/^PVE:alice@pve:[0-9A-F]{8}::/),
        CSRFPreventionToken: expect.stringMatching(/^[0-9A-F]{8}:/),
        cap: {
          access: {},
          dc: {},
          mapping: {},
          nodes: {},
          sdn: {},
          storage: { "Datastore.Audit": 1 },
          vms: { "VM.Audit": 1, "VM.Clone": 1, "VM.GuestAgent.Audit": 1 },
        },
      });
      const root = await nobody.post("/access/ticket", {
        username: "root",
        realm: "pam",
        password: simulator.password,
      });
      expect(root.data.clustername).toBe("lab");
      expect(root.data.cap.dc).toMatchObject({ "Sys.Audit": 1, "SDN.Use": 1 });
      nobody.close();
    },
    {
      world: worldWith({
        cluster: "lab",
        users: [alice],
        pools: [{ id: "lab" }],
        grants: [
          { path: "/vms", role: "PVETemplateUser", user: "alice@pve" },
          { path: "/pool/lab", role: "PVEAuditor", user: "alice@pve" },
        ],
      }),
    },
  );
});

test("a ticket that is still good stands in for the password, and root's for everybody's", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const nobody = stranger(simulator);
      const ticketOf = async (username: string, password: string) => {
        const { data, status } = await nobody.post("/access/ticket", { username, password });
        return { status, ticket: data?.ticket as string | undefined };
      };
      const own = await ticketOf("alice@pve", "correct horse");
      expect((await ticketOf("alice@pve", own.ticket ?? "")).status).toBe(200);
      expect((await ticketOf("root@pam", own.ticket ?? "")).status).toBe(401);
      const root = await ticketOf("root@pam", simulator.password);
      expect((await ticketOf("alice@pve", root.ticket ?? "")).status).toBe(200);
      nobody.close();
    },
    { world: worldWith({ users: [alice] }) },
  );
});

test("a ticket is good for two hours", async () => {
  await withSimulator(async (_api, simulator) => {
    const root = await loggedIn(simulator);
    simulator.cluster.clock.shift(7_190_000);
    expect((await root.get("/version")).status).toBe(200);
    simulator.cluster.clock.shift(7_210_000);
    expect(await root.get("/version")).toMatchObject({
      status: 401,
      reason: "permission denied - invalid PVE ticket",
    });
    root.close();
  });
});

test("who is disabled, expired or without a password does not come in, and all sound alike", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const nobody = stranger(simulator);
      for (const username of ["gone@pve", "off@pve", "program@pve", "nobody@pve"]) {
        expect(await nobody.post("/access/ticket", { username, password: "correct horse" })).toMatchObject({
          status: 401,
          reason: "authentication failure",
        });
      }
      nobody.close();
    },
    {
      world: worldWith({
        users: [
          { id: "gone@pve", password: "correct horse", expire: 1000 },
          { id: "off@pve", password: "correct horse", enable: false },
          { id: "program@pve" },
        ],
      }),
    },
  );
});

test("with a path and privileges a login only tells whether they are held", async () => {
  await withSimulator(
    async (_api, simulator) => {
      const nobody = stranger(simulator);
      const ask = (privs: string) =>
        nobody.post("/access/ticket", { username: "alice@pve", password: "correct horse", path: "/vms/100", privs });
      expect((await ask("VM.Audit")).data).toEqual({ username: "alice@pve", cap: expect.anything() });
      expect(await ask("VM.Allocate")).toMatchObject({ status: 401, reason: "authentication failure" });
      expect((await ask("VM.Fly")).errors).toEqual({ privs: "invalid format - invalid privilege 'VM.Fly'\n" });
      nobody.close();
    },
    { world: worldWith({ users: [alice], grants: [{ path: "/vms", role: "PVEAuditor", user: "alice@pve" }] }) },
  );
});

test("a user changes the own password with the old one; a token changes none; root changes any", async () => {
  await withSimulator(
    async (api, simulator) => {
      const user = await loggedIn(simulator, "alice@pve", "correct horse");
      const change = { userid: "alice@pve", password: "battery staple" };
      expect(await user.put("/access/password", change)).toMatchObject({
        status: 400,
        errors: { "confirmation-password": "password is required to modify user" },
      });
      const wrong = { ...change, "confirmation-password": "wrong" };
      expect(await user.put("/access/password", wrong)).toMatchObject({ status: 500, reason: "invalid credentials" });
      const right = { ...change, "confirmation-password": "correct horse" };
      expect(await user.put("/access/password", right)).toMatchObject({ status: 200, data: null });
      expect((await api.put("/access/password", change)).status).toBe(403);
      (await loggedIn(simulator, "alice@pve", "battery staple")).close();

      const root = await loggedIn(simulator);
      expect((await root.put("/access/password", { userid: "alice@pve", password: "12345678" })).status).toBe(200);
      expect((await root.put("/access/password", { userid: "alice@pve", password: "1234567" })).errors).toEqual({
        password: "value must be at least 8 characters long",
      });
      expect((await root.put("/access/password", { userid: "root@pam", password: "new password" })).status).toBe(200);
      for (const client of [user, root]) client.close();
    },
    { world: worldWith({ users: [alice] }) },
  );
});

test("the login page and the realms are open to everybody", async () => {
  await withSimulator(async (_api, simulator) => {
    const nobody = new Api(simulator, {});
    expect(await nobody.get("/access/ticket")).toMatchObject({ status: 200, data: null });
    expect((await nobody.get("/access/domains")).data).toEqual([
      { realm: "pam", type: "pam", comment: "Linux PAM standard authentication" },
      { realm: "pve", type: "pve", comment: "Proxmox VE authentication server" },
    ]);
    nobody.close();
  });
});
