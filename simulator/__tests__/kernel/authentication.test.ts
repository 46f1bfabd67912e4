import { expect, test } from "@jest/globals";
import { Api, withSimulator } from "../api.ts";

test("a ticket reads without and writes only with its CSRF token", async () => {
  await withSimulator(async (api, simulator) => {
    const { data } = await api.post("/access/ticket", { username: "root@pam", password: simulator.password });
    const cookie = { Cookie: `PVEAuthCookie=${encodeURIComponent(data.ticket)}` };
    const reader = new Api(simulator, cookie);
    const writer = new Api(simulator, { ...cookie, CSRFPreventionToken: data.CSRFPreventionToken });
    expect((await reader.get("/version")).status).toBe(200);
    expect(await reader.delete("/nodes/pve/tasks/x")).toMatchObject({
      status: 401,
      reason: "Permission denied - invalid csrf token",
    });
    expect((await writer.delete("/nodes/pve/tasks/x")).status).toBe(400);
    reader.close();
    writer.close();
  });
});

test.each([
  ["nothing", {}, "No ticket"],
  ["a forged ticket", { Cookie: "PVEAuthCookie=PVE:root@pam:69559080::x" }, "permission denied - invalid PVE ticket"],
  ["an unknown token", { Authorization: "PVEAPIToken=root@pam!other=1" }, "no such token 'other' for user 'root@pam'"],
  ["a wrong secret", { Authorization: "PVEAPIToken=root@pam!simulator=1" }, "invalid token value!"],
  ["an unknown user", { Authorization: "PVEAPIToken=who@pve!t=1" }, "no such user ('who@pve')"],
])("%s is answered 401", async (_, headers, reason) => {
  await withSimulator(async (_api, simulator) => {
    const stranger = new Api(simulator, headers as Record<string, string>);
    expect(await stranger.get("/version")).toMatchObject({ status: 401, reason });
    stranger.close();
  });
});

test("a wrong password is answered 401", async () => {
  await withSimulator(async (api) => {
    expect(await api.post("/access/ticket", { username: "root@pam", password: "wrong" })).toMatchObject({
      status: 401,
      reason: "authentication failure",
    });
  });
});
