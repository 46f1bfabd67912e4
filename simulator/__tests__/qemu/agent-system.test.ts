import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";

const agent = "/nodes/pve/qemu/100/agent";

/** A machine whose agent answers. */
const withMachine = (body: (api: Api) => Promise<void>) =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100, name: "web", full: 1 });
    await api.put("/nodes/pve/qemu/100/config", { agent: 1 });
    await api.task("POST", "/nodes/pve/qemu/100/status/start", {});
    await body(api);
  });

test("the agent names the system, freezes and thaws its file systems", () =>
  withMachine(async (api) => {
    expect((await api.get(`${agent}/get-osinfo`)).data.result).toMatchObject({ name: "Linux" });
    expect((await api.post(`${agent}/fsfreeze-status`, {})).data).toEqual({ result: "thawed" });
    expect((await api.post(`${agent}/fsfreeze-freeze`, {})).data).toEqual({ result: 1 });
    expect((await api.post(`${agent}/fsfreeze-status`, {})).data).toEqual({ result: "frozen" });
    expect((await api.post(`${agent}/fsfreeze-thaw`, {})).data).toEqual({ result: 1 });
    expect((await api.post(`${agent}/fsfreeze-thaw`, {})).data).toEqual({ result: 0 });
  }));

test("the agent runs a program, and says when there is none", () =>
  withMachine(async (api) => {
    const { data } = await api.post(`${agent}/exec`, { command: "hostname" });
    expect((await api.get(`${agent}/exec-status?pid=${data.pid}`)).data).toEqual({
      exited: 1,
      exitcode: 0,
      "out-data": "web\n",
    });
    expect((await api.post(`${agent}/exec`, { command: "/opt/nothing" })).status).toBe(500);
    expect((await api.get(`${agent}/exec-status?pid=7`)).status).toBe(500);
  }));

test("an unlinked disk is kept unused, and gone when unlinked by force", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100, full: 1 });
    expect((await api.put("/nodes/pve/qemu/100/unlink", { idlist: "scsi0" })).status).toBe(200);
    const { data } = await api.get("/nodes/pve/qemu/100/config");
    expect([data.scsi0, data.unused0]).toEqual([undefined, "local-lvm:vm-100-disk-0"]);
    expect((await api.put("/nodes/pve/qemu/100/unlink", { idlist: "unused0", force: 1 })).status).toBe(200);
    expect((await api.get("/nodes/pve/qemu/100/config")).data.unused0).toBeUndefined();
  }));

test("the agent tells its version, the time, the CPUs and the file system, which it trims", () =>
  withMachine(async (api) => {
    const result = async (what: string) => (await api.get(`${agent}/${what}`)).data.result;
    expect((await result("info")).supported_commands[0]).toMatchObject({ name: "guest-exec", enabled: true });
    expect(await result("get-time")).toBeGreaterThan(1.7e18);
    expect(await result("get-timezone")).toEqual({ offset: 0, zone: "UTC" });
    expect(await result("get-users")).toEqual([]);
    expect(await result("get-vcpus")).toHaveLength(2);
    expect(await result("get-fsinfo")).toMatchObject([{ mountpoint: "/", "total-bytes": 10 * 1024 ** 3 }]);
    expect((await api.post(`${agent}/fstrim`)).data.result).toEqual({ paths: [{ path: "/", minimum: 0, trimmed: 0 }] });
    expect((await api.get(agent)).data).toContainEqual({ name: "get-fsinfo" });
    await api.task("POST", "/nodes/pve/qemu/100/status/stop", {});
    expect((await api.get(`${agent}/get-users`)).reason).toBe("VM 100 is not running");
  }));

test("a machine tells what there is below it, and its node how it fares", () =>
  withMachine(async (api) => {
    expect((await api.get("/nodes/pve/qemu/100")).data).toContainEqual({ subdir: "agent" });
    expect((await api.get("/nodes/pve/qemu/100/status")).data).toContainEqual({ subdir: "suspend" });
    const { data } = await api.get("/nodes/pve/rrddata?timeframe=hour");
    expect(data).toHaveLength(70);
    expect(data[69]).toMatchObject({ maxcpu: 8, memtotal: 32 * 1024 ** 3 });
  }));
