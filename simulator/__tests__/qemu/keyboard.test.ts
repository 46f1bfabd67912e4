import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const machine = "/nodes/pve/qemu/500";

test("keys are pressed on a running machine by the names that QEMU knows", () =>
  withSimulator(
    async (api) => {
      const press = (key: string) => api.put(`${machine}/sendkey`, { key });
      expect((await press("ret")).reason).toBe("VM 500 not running");
      await api.task("POST", `${machine}/status/start`);
      for (const key of ["ctrl-alt-delete", "shift-a", "spc", "f12", "0x1e"]) {
        expect(await press(key)).toMatchObject({ status: 200, data: null });
      }
      expect(await press("ctrl-enter")).toMatchObject({ status: 500, reason: "invalid parameter: enter" });
    },
    { world: lab },
  ));

test("the monitor tells whether a machine runs, and which of its commands are not simulated", () =>
  withSimulator(
    async (api) => {
      const ask = (command: string) => api.post(`${machine}/monitor`, { command });
      expect((await ask("info status")).data).toBe("ERROR: VM 500 not running\n");
      await api.task("POST", `${machine}/status/start`);
      expect((await ask("info status")).data).toBe("VM status: running\r\n");
      expect((await ask("info name")).data).toBe("appliance\r\n");
      expect(await ask("info pci")).toMatchObject({
        status: 501,
        reason: "Method 'POST /nodes/pve/qemu/500/monitor info pci' not implemented",
      });
    },
    { world: lab },
  ));

test("what waits for the cloud-init drive is told without the rest", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 });
    await api.put("/nodes/pve/qemu/100/config", { ciuser: "ada", cipassword: "secret", ipconfig0: "ip=dhcp" });
    expect((await api.get("/nodes/pve/qemu/100/cloudinit")).data).toEqual([
      { key: "cipassword", value: "**********" },
      { key: "ciuser", value: "ada" },
      { key: "ipconfig0", value: "ip=dhcp" },
      { key: "name", value: expect.any(String) },
      { key: "net0", value: expect.any(String) },
    ]);
  }));
