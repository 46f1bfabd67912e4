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
