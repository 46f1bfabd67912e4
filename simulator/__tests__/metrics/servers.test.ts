import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { withShell } from "../over-ssh.ts";

const path = "/cluster/metrics/server/influx";
const influx = { type: "influxdb", server: "192.168.1.50", port: 8086 };

test("a server is told with all but its token", async () => {
  await withSimulator(async (api) => {
    await api.post(path, { ...influx, token: "secret", bucket: "lab", "verify-certificate": 0 });
    expect((await api.get(path)).data).toEqual({ ...influx, bucket: "lab", "verify-certificate": 0 });
    await api.put(path, { server: "192.168.1.51", port: 8086, bucket: "", delete: "verify-certificate" });
    expect((await api.get(path)).data).toEqual({ ...influx, server: "192.168.1.51" });
    expect((await api.get("/cluster/metrics/server")).data).toEqual([
      { id: "influx", disable: 0, type: "influxdb", server: "192.168.1.51", port: 8086 },
    ]);
    await api.delete(path);
    expect(await api.get(path)).toMatchObject({ reason: "status server entry 'influx' does not exist" });
  });
});

test("settings of another type, a taken name and a missing server are refused", async () => {
  await withSimulator(async (api) => {
    await api.post(path, influx);
    expect(await api.post(path, influx)).toMatchObject({ reason: "Metric server 'influx' already exists" });
    const change = { server: "a", port: 1 };
    expect(await api.put(path, { ...change, proto: "tcp" })).toMatchObject({ reason: "unexpected property 'proto'" });
    expect(await api.put(path, { ...change, delete: "port" })).toMatchObject({
      reason: "unable to delete required option 'port'",
    });
    expect(await api.put(`${path}2`, change)).toMatchObject({ reason: "no such server 'influx2'" });
  });
});

test("a token lies in a file that root can read, until the token or the server goes", async () => {
  await withSimulator((api, simulator) =>
    withShell(simulator, async (run) => {
      const file = "/etc/pve/priv/metricserver/influx.pw";
      await api.post(path, { ...influx, token: "secret" });
      expect(await run(`cat ${file}`)).toEqual({ status: 0, out: "secret", err: "" });
      expect(await run(`rm ${file}`)).toMatchObject({ status: 1 });
      await api.put(path, { server: "192.168.1.50", port: 8086, delete: "token" });
      expect(await run(`cat ${file}`)).toMatchObject({ status: 1 });
    }),
  );
});
