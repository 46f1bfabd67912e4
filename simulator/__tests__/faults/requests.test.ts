import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

test("a fault strikes at the match it is told to, as often as it is told to", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ fault: "error", status: 503, request: "GET /nodes/*/tasks", at: 2, times: 2 });
    const seen: number[] = [];
    for (let index = 0; index < 4; index += 1) seen.push((await api.get("/nodes/pve/tasks")).status);
    expect(seen).toEqual([200, 503, 503, 200]);
    expect((await api.get("/version")).status).toBe(200);
  });
});

test("an error has the words of who sends it", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault("error,status=596,request=/version");
    simulator.fault("error,status=502,request=/version,at=2");
    simulator.fault({ fault: "error", status: 500, message: "got timeout", request: "/version", at: 3 });
    expect(await api.get("/version")).toMatchObject({ status: 596, reason: "Connection timed out" });
    expect(await api.get("/version")).toMatchObject({ status: 502, reason: "Bad Gateway" });
    expect(await api.get("/version")).toMatchObject({ status: 500, reason: "got timeout" });
  });
});

test("latency delays the answer", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ fault: "latency", milliseconds: 120, request: "GET /version" });
    const before = Date.now();
    await api.get("/version");
    expect(Date.now() - before).toBeGreaterThanOrEqual(110);
  });
});

test("a dropped request is not done; one whose answer is lost is", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ fault: "drop", request: "POST /pools" });
    await expect(api.post("/pools", { poolid: "a" })).rejects.toThrow("socket hang up");
    expect((await api.get("/pools")).data).toEqual([]);
    simulator.fault({ fault: "drop", done: true, request: "POST /pools" });
    await expect(api.post("/pools", { poolid: "a" })).rejects.toThrow("socket hang up");
    expect((await api.get("/pools")).data).toEqual([{ poolid: "a" }]);
  });
});

test("half an answer ends in the middle", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ fault: "half-answer", request: "GET /cluster/resources" });
    await expect(api.get("/cluster/resources")).rejects.toThrow("aborted");
    expect((await api.get("/cluster/resources")).status).toBe(200);
  });
});

test("a fault may meet one user alone", async () => {
  await withSimulator(async (api, simulator) => {
    simulator.fault({ fault: "error", status: 503, user: "root@pam!other", times: 0 });
    simulator.fault({ fault: "error", status: 502, user: "root@pam!*", request: "/version", times: 0 });
    expect((await api.get("/version")).status).toBe(502);
    expect((await api.get("/pools")).status).toBe(200);
  });
});

test("each turn of a fault is in the journal", async () => {
  await withSimulator(async (api, simulator) => {
    const remove = simulator.fault({ fault: "error", status: 503, request: "/version", at: 2 });
    await api.get("/version");
    await api.get("/version");
    remove();
    expect(simulator.journal.lines.filter((line) => "fault" in line)).toEqual([
      expect.objectContaining({ fault: 1, class: "error", event: "armed" }),
      expect.objectContaining({ fault: 1, class: "error", event: "struck", about: "GET /version" }),
      expect.objectContaining({ fault: 1, class: "error", event: "removed" }),
    ]);
  });
});
