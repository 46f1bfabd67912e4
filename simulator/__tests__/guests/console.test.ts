import { expect, test } from "@jest/globals";
import { stranger } from "../access/login.ts";
import { withSimulator } from "../api.ts";

const machine = "/nodes/pve/qemu/9000";

test.each([
  "vncproxy",
  "termproxy",
])("%s gives a ticket that opens that console alone, and nobody is behind it", (way) =>
  withSimulator(async (api, simulator) => {
    const { data } = await api.post(`${machine}/${way}`, way === "vncproxy" ? { websocket: 1 } : {});
    expect(data).toMatchObject({
      user: "root@pam!simulator",
      port: 5900,
      ticket: expect.stringMatching(/^PVEVNC:[0-9A-F]{8}::/),
      upid: expect.stringMatching(/^UPID:pve:.*:vncproxy:9000:/),
    });
    const ticket = encodeURIComponent(data.ticket);
    expect((await api.get(`${machine}/vncwebsocket?port=5900&vncticket=${ticket}`)).data).toEqual({ port: "5900" });
    expect(await api.get(`/nodes/pve/vncwebsocket?port=5900&vncticket=${ticket}`)).toMatchObject({
      status: 401,
      reason: "permission denied - invalid PVEVNC ticket",
    });
    const asked = { authid: "root@pam!simulator", vncticket: data.ticket, privs: "VM.Console" };
    const nobody = stranger(simulator);
    expect(await nobody.post("/access/vncticket", { ...asked, path: "/vms/9000" })).toMatchObject({ status: 200 });
    expect(await nobody.post("/access/vncticket", { ...asked, path: "/vms/9001" })).toMatchObject({ status: 401 });
    nobody.close();
    expect(await api.ended(data.upid)).toBe("connection timed out");
  }));

test("a viewer without a ticket's length of patience gets a password of its own", () =>
  withSimulator(async (api) => {
    const { data } = await api.post(`${machine}/vncproxy`, { websocket: 1, "generate-password": 1 });
    expect(data.password).toMatch(/^\w{8}$/);
    expect(data.cert).toContain("BEGIN CERTIFICATE");
  }));

test("a node opens its shell to whom it may", () =>
  withSimulator(async (api) => {
    const { data } = await api.post("/nodes/pve/termproxy");
    expect(data.upid).toMatch(/:vncshell::/);
    const ticket = encodeURIComponent(data.ticket);
    expect((await api.get(`/nodes/pve/vncwebsocket?port=5900&vncticket=${ticket}`)).data).toEqual({ port: "5900" });
    expect((await api.post("/nodes/pve/vncshell", { cmd: "rm" })).status).toBe(400);
  }));
