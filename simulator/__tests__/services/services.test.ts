import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

const cron = "/nodes/pve/services/cron";

test("a service is stopped and started by tasks", async () => {
  await withSimulator(async (api) => {
    expect((await api.get(`${cron}/state`)).data).toMatchObject({ state: "running", "active-state": "active" });
    expect(await api.task("POST", `${cron}/stop`)).toBe("OK");
    expect((await api.get(`${cron}/state`)).data).toMatchObject({ state: "dead", "active-state": "inactive" });
    expect(await api.task("POST", `${cron}/restart`)).toBe("OK");
    const { data } = await api.get("/nodes/pve/services");
    expect(data.find((one: { service: string }) => one.service === "cron")).toMatchObject({ state: "running" });
  });
});

test("what is needed to start it again is not stopped, and what is not installed not started", async () => {
  await withSimulator(async (api) => {
    expect(await api.task("POST", "/nodes/pve/services/pveproxy/stop")).toBe(
      "invalid service cmd 'pveproxy stop': refusing to stop essential service!",
    );
    expect(await api.task("POST", "/nodes/pve/services/syslog/start")).toMatch(
      /^command 'systemctl start syslog' failed/,
    );
    expect((await api.get("/nodes/pve/services/nothing/state")).status).toBe(400);
  });
});
