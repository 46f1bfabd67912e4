import { expect, test } from "@jest/globals";
import { volumes } from "../../src/storage/slices.ts";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const machine = "/nodes/pve/qemu/500";
const power = (api: Api, action: string, fields = {}) => api.task("POST", `${machine}/status/${action}`, fields);
const current = async (api: Api) => (await api.get(`${machine}/status/current`)).data;

test("a paused machine keeps running, does not shut down, and goes on", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.post(`${machine}/status/suspend`)).reason).toBe("VM 500 not running");
      await power(api, "start");
      expect(await power(api, "suspend")).toBe("OK");
      expect(await current(api)).toMatchObject({ status: "running", qmpstatus: "paused" });
      expect((await api.post(`${machine}/status/shutdown`)).reason).toBe("VM is paused - cannot shutdown");
      expect(await power(api, "resume")).toBe("OK");
      expect(await current(api)).toMatchObject({ status: "running", qmpstatus: "running" });
    },
    { world: lab },
  );
});

test("a machine that was suspended to disk sleeps under a lock until it starts again, and keeps nothing then", async () => {
  await withSimulator(
    async (api, { cluster }) => {
      const ofMachine = () =>
        cluster.state
          .table(volumes)
          .by("guest", 500)
          .map(({ volid }) => volid);
      const before = ofMachine();
      await power(api, "start");
      expect((await api.post(`${machine}/status/suspend`, { statestorage: "files" })).errors).toEqual({
        todisk: "missing property required by 'statestorage'",
      });
      expect(await power(api, "suspend", { todisk: 1, statestorage: "files" })).toBe("OK");
      expect(await current(api)).toMatchObject({ status: "stopped", lock: "suspended" });
      const { data: config } = await api.get(`${machine}/config`);
      expect(ofMachine()).toEqual([...before, config.vmstate]);
      expect(config.vmstate).toMatch(/^files:500\/vm-500-state-suspend-\d{4}-\d\d-\d\d\.raw$/);
      expect((await api.put(`${machine}/config`, { cores: 2 })).reason).toBe("VM is locked (suspended)");
      expect(await power(api, "resume")).toBe("OK");
      expect(await current(api)).toMatchObject({ status: "running", qmpstatus: "running" });
      expect(ofMachine()).toEqual(before);
      const { data: after } = await api.get(`${machine}/config`);
      expect([after.lock, after.vmstate, after.runningmachine]).toEqual([undefined, undefined, undefined]);
    },
    { world: lab },
  );
});

test("a sleeping machine is destroyed with its memory", async () => {
  await withSimulator(
    async (api, { cluster }) => {
      await power(api, "start");
      await power(api, "suspend", { todisk: 1 });
      expect(await api.task("DELETE", machine)).toBe("OK");
      expect(cluster.state.table(volumes).by("guest", 500)).toEqual([]);
    },
    { world: lab },
  );
});
