import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

test("a fault strikes at the match it is told to, as often as it is told to", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({
      request: "GET /nodes/*/tasks",
      at: 2,
      times: 2,
      effect: { status: 503, message: "Service Unavailable" },
    });
    const seen: number[] = [];
    for (let index = 0; index < 4; index += 1) seen.push((await api.get("/nodes/pve/tasks")).status);
    expect(seen).toEqual([200, 503, 503, 200]);
    expect((await api.get("/version")).status).toBe(200);
  });
});

test("a connection is dropped before the answer; what follows is served", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ request: "GET /version", effect: { drop: "before" } });
    await expect(api.get("/version")).rejects.toThrow();
    expect((await api.get("/version")).status).toBe(200);
  });
});

test("latency delays the answer", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ request: "GET /version", effect: { latency: 120 } });
    const before = Date.now();
    await api.get("/version");
    expect(Date.now() - before).toBeGreaterThanOrEqual(110);
  });
});
