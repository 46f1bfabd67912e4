import { expect, test } from "@jest/globals";
import { loggedIn, stranger } from "../access/login.ts";
import { Api, withSimulator } from "../api.ts";

test("a ticket reads without and writes only with its CSRF token", async () => {
  await withSimulator(async (_api, simulator) => {
    const nobody = stranger(simulator);
    const { data } = await nobody.post("/access/ticket", { username: "root@pam", password: simulator.password });
    const reader = new Api(simulator, { Cookie: `PVEAuthCookie=${encodeURIComponent(data.ticket)}` });
    const writer = await loggedIn(simulator);
    expect((await reader.get("/version")).status).toBe(200);
    expect(await reader.delete("/nodes/pve/tasks/x")).toMatchObject({
      status: 401,
      reason: "Permission denied - invalid csrf token",
    });
    expect((await writer.delete("/nodes/pve/tasks/x")).status).toBe(400);
    for (const client of [nobody, reader, writer]) client.close();
  });
});

test.each([
  ["nothing", {}, "No ticket"],
  ["a forged ticket", { Cookie: "PVEAuthCookie=PVE:root@pam:69559080::x" }, "permission denied - invalid PVE ticket"],
  ["an unknown token", { Authorization: "PVEAPIToken=root@pam!other=1" }, "no such token 'other' for user 'root@pam'"],
  ["a wrong secret", { Authorization: "PVEAPIToken=root@pam!simulator=1" }, "invalid token value!"],
  ["an unknown user", { Authorization: "PVEAPIToken=who@pve!tok=1" }, "no such user ('who@pve')"],
])("%s is answered 401, in the reason phrase alone", async (_, headers, reason) => {
  await withSimulator(async (_api, simulator) => {
    const client = new Api(simulator, headers as Record<string, string>);
    expect(await client.get("/version")).toEqual({ status: 401, reason, data: null, message: "" });
    client.close();
  });
});

test("a wrong password is answered 401, with a body", async () => {
  await withSimulator(async (_api, simulator) => {
    const nobody = stranger(simulator);
    expect(await nobody.post("/access/ticket", { username: "root@pam", password: "wrong" })).toEqual({
      status: 401,
      reason: "authentication failure",
      data: null,
      message: "authentication failure\n",
    });
    nobody.close();
  });
});

test("a token cannot log in", async () => {
  await withSimulator(async (api) => {
    expect(await api.post("/access/ticket", { username: "root@pam", password: "any" })).toMatchObject({
      status: 403,
      reason: "Permission check failed (URI '/access/ticket' not available with API token, need proper ticket.",
      message: "Permission check failed (URI '/access/ticket' not available with API token, need proper ticket.\n)\n",
    });
  });
});
