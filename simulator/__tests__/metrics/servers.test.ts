import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";

const path = "/cluster/metrics/server/influx";
const influx = { type: "influxdb", server: "192.168.1.50", port: 8086 };

test("a server is told with all but its token", async () => {
  await withSimulator(async (api) => {
    await api.post(path, { ...influx, token: "secret", bucket: "lab", "verify-certificate": 0 });
    expect((await api.get(path)).data).toEqual({ ...influx, bucket: "lab", "verify-certificate": 0 });
    await api.put(path, { server: "192.168.1.51", port: 8086, delete: "bucket,verify-certificate" });
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
