import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const power = (api: Api, vmid: number, action: string, fields = {}) =>
  api.task("POST", `/nodes/pve/qemu/${vmid}/status/${action}`, fields);
const status = async (api: Api, vmid: number) => (await api.get(`/nodes/pve/qemu/${vmid}/status/current`)).data.status;

/** A clone of the template with an agent, told its address by cloud-init. */
const clone = async (api: Api, fields: Record<string, string | number> = {}) => {
  await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100, name: "web" });
  await api.put("/nodes/pve/qemu/100/config", { ipconfig0: "ip=192.168.1.60/24,gw=192.168.1.1", ...fields });
};
const cards = (api: Api) => api.get("/nodes/pve/qemu/100/agent/network-get-interfaces");

test("a machine starts, and its agent tells the address that cloud-init was given", async () => {
  await withSimulator(
    async (api) => {
      await clone(api, { net0: "virtio=BC:24:11:00:00:64,bridge=vmbr0" });
      expect(await power(api, 100, "start")).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/100/status/current")).data).toMatchObject({
        status: "running",
        qmpstatus: "running",
        agent: 1,
        cpus: 2,
        maxmem: 2 * 1024 ** 3,
      });
      const { result } = (await cards(api)).data;
      expect(result[1]).toMatchObject({
        name: "eth0",
        "hardware-address": "bc:24:11:00:00:64",
        "ip-addresses": [
          { "ip-address": "192.168.1.60", "ip-address-type": "ipv4", prefix: 24 },
          { "ip-address": "fe80::be24:11ff:fe00:64", "ip-address-type": "ipv6", prefix: 64 },
        ],
      });
    },
    { world: lab },
  );
});

test("the agent answers only when it is enabled, the machine runs, the image has it and the system is up", async () => {
  await withSimulator(
    async (api, simulator) => {
      expect((await api.post("/nodes/pve/qemu/500/agent/ping")).reason).toBe("No QEMU guest agent configured");
      await api.put("/nodes/pve/qemu/500/config", { agent: 1 });
      expect((await api.post("/nodes/pve/qemu/500/agent/ping")).reason).toBe("VM 500 is not running");
      await power(api, 500, "start");
      expect((await api.post("/nodes/pve/qemu/500/agent/ping")).reason).toBe("QEMU guest agent is not running");
      await clone(api);
      await power(api, 100, "start");
      expect((await api.post("/nodes/pve/qemu/100/agent/ping")).data).toEqual({ result: {} });
      expect(simulator.cluster.clock.instant).toBe(true);
    },
    { world: lab },
  );
});

test("until the system is up the agent is silent", async () => {
  await withSimulator(
    async (api) => {
      await clone(api);
      await power(api, 100, "start");
      expect((await cards(api)).reason).toBe("QEMU guest agent is not running");
      for (let tries = 0; tries < 200 && (await cards(api)).status !== 200; tries += 1) await sleep(50);
      expect((await cards(api)).status).toBe(200);
    },
    { world: lab, timeScale: 0.1 },
  );
});

test("a changed address holds after the next boot", async () => {
  await withSimulator(
    async (api) => {
      await clone(api);
      await power(api, 100, "start");
      await api.put("/nodes/pve/qemu/100/config", { ipconfig0: "ip=192.168.1.61/24" });
      const address = async () => (await cards(api)).data.result[1]["ip-addresses"][0]["ip-address"];
      expect(await address()).toBe("192.168.1.60");
      expect(await power(api, 100, "reboot")).toBe("OK");
      expect(await address()).toBe("192.168.1.61");
    },
    { world: lab },
  );
});

test("a system shuts down when asked; a machine without one runs into the timeout, or is ended by force", async () => {
  await withSimulator(
    async (api) => {
      await clone(api);
      await power(api, 100, "start");
      expect(await power(api, 100, "shutdown")).toBe("OK");
      expect(await status(api, 100)).toBe("stopped");
      await api.task("POST", "/nodes/pve/qemu", { vmid: 101, scsi0: "local-lvm:4" });
      await power(api, 101, "start");
      expect(await power(api, 101, "shutdown", { timeout: 5 })).toBe("VM quit/powerdown failed - got timeout");
      expect(await status(api, 101)).toBe("running");
      expect(await power(api, 101, "shutdown", { timeout: 5, forceStop: 1 })).toBe("WARNINGS: 1");
      expect(await status(api, 101)).toBe("stopped");
      expect(await power(api, 101, "shutdown")).toBe("OK");
    },
    { world: lab },
  );
});

test.each([
  ["a template", 9000, "start", "you can't start a vm if it's a template"],
  ["more CPUs than the host has", 500, "start", "MAX 8 vcpus allowed per VM on this node"],
])("starting %s fails in the task", async (_, vmid, action, reason) => {
  await withSimulator(
    async (api) => {
      await api.put("/nodes/pve/qemu/500/config", { cores: 16 });
      expect(await power(api, vmid, action)).toBe(reason);
    },
    { world: lab },
  );
});

test("starting twice fails, UEFI without a disk for its variables warns", async () => {
  await withSimulator(
    async (api) => {
      await api.put("/nodes/pve/qemu/500/config", { bios: "ovmf" });
      expect(await power(api, 500, "start")).toBe("WARNINGS: 1");
      expect(await power(api, 500, "start")).toBe("VM 500 already running");
      expect(await api.post("/nodes/pve/qemu/9000/status/reboot")).toMatchObject({
        status: 500,
        reason: "VM 9000 not running",
      });
    },
    { world: lab },
  );
});
