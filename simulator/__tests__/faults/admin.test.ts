import { readFileSync } from "node:fs";
import { request } from "node:https";
import { expect, test } from "@jest/globals";
import { type Simulator, startSimulator } from "../../src/index.ts";
import { withSimulator } from "../api.ts";

interface Answer {
  readonly status: number | undefined;
  readonly body: string;
}

/** Asks as curl would. */
function ask(simulator: Simulator, method: string, below = "", body = "", secret = simulator.admin.secret) {
  return new Promise<Answer>((resolve, reject) => {
    const headers = { Authorization: `Bearer ${secret}`, "Content-Length": String(Buffer.byteLength(body)) };
    const options = { method, headers, ca: readFileSync(simulator.caFile) };
    const sent = request(simulator.admin.url + below, options, (response) => {
      let text = "";
      response.on("data", (chunk) => (text += chunk));
      response.on("end", () => resolve({ status: response.statusCode, body: text }));
    });
    sent.on("error", reject);
    sent.end(body);
  });
}

test("faults are armed as an object or a line, listed with how often they were met, and removed", () =>
  withSimulator(async (api, simulator) => {
    expect(
      await ask(simulator, "POST", "", '{"fault": "error", "status": 503, "request": "/version", "at": 2}'),
    ).toEqual({
      status: 201,
      body: '{"id":1}\n',
    });
    expect(await ask(simulator, "POST", "", "latency,milliseconds=1")).toMatchObject({ status: 201 });
    expect((await api.get("/version")).status).toBe(200);
    expect(JSON.parse((await ask(simulator, "GET")).body)).toEqual([
      { id: 1, fault: "error", status: 503, request: "/version", at: 2, seen: 1, struck: 0, state: "waiting" },
      { id: 2, fault: "latency", milliseconds: 1, seen: 1, struck: 1, state: "over" },
    ]);
    expect((await api.get("/version")).status).toBe(503);
    expect(await ask(simulator, "DELETE", "/1")).toEqual({ status: 204, body: "" });
    expect(await ask(simulator, "DELETE", "/1")).toMatchObject({ status: 404 });
    expect(await ask(simulator, "DELETE")).toEqual({ status: 204, body: "" });
    expect((await ask(simulator, "GET")).body).toBe("[]\n");
  }));

test("what is wrong is told and arms nothing", () =>
  withSimulator(async (_, simulator) => {
    expect(await ask(simulator, "POST", "", "{")).toMatchObject({
      status: 400,
      body: expect.stringContaining("not JSON"),
    });
    expect(await ask(simulator, "POST", "", "flood")).toMatchObject({
      status: 400,
      body: expect.stringContaining("none of"),
    });
    expect(await ask(simulator, "PATCH")).toMatchObject({ status: 405 });
    expect((await ask(simulator, "GET")).body).toBe("[]\n");
  }));

test("to whoever does not know the secret there is no such place, and no fault meets who does", () =>
  withSimulator(async (_, simulator) => {
    simulator.fault({ fault: "error", status: 503, times: 0 });
    for (const secret of ["", "wrong", simulator.apiToken]) {
      expect(await ask(simulator, "GET", "", "", secret)).toEqual({
        status: 500,
        body: "no such file '/simulator/faults'",
      });
    }
    expect((await ask(simulator, "GET")).status).toBe(200);
  }));

test("a simulator starts with the faults it is given, or not at all", async () => {
  const simulator = await startSimulator({ faults: ["drop,request=/version", { fault: "half-answer" }] });
  expect(simulator.cluster.faults.list()).toMatchObject([{ fault: "drop" }, { fault: "half-answer" }]);
  await simulator.close();
  await expect(startSimulator({ faults: ["flood"] })).rejects.toMatchObject({ exitCode: 1 });
});
