import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { at, lab, wanted } from "./lab.ts";

const options = { world: lab };

async function running(api: Api, fields: Record<string, string | number> = {}): Promise<void> {
  const net0 = "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:C8,ip=192.168.1.53/24,gw=192.168.1.1";
  const exit = await api.task("POST", "/nodes/pve/lxc", { ...wanted, net0, start: 1, ...fields });
  if (exit !== "OK") throw new Error(exit);
}

const status = async (api: Api) => (await api.get(at(200, "/status/current"))).data.status;
const refusal = async (api: Api, action: string) => (await api.post(at(200, `/status/${action}`))).message;

test("a container starts, restarts, shuts down and stops", () =>
  withSimulator(async (api) => {
    await running(api);
    expect(await refusal(api, "start")).toBe("CT 200 already running\n");
    expect(await refusal(api, "resume")).toBe("CT 200 already running\n");
    const before = (await api.get(at(200, "/status/current"))).data.pid;
    expect(await api.task("POST", at(200, "/status/reboot"))).toBe("OK");
    expect((await api.get(at(200, "/status/current"))).data.pid).not.toBe(before);
    expect(await api.task("POST", at(200, "/status/shutdown"), { timeout: 10 })).toBe("OK");
    expect(await status(api)).toBe("stopped");
    expect(await refusal(api, "stop")).toBe("CT 200 not running\n");
    expect(await refusal(api, "shutdown")).toBe("CT 200 not running\n");
    expect(await refusal(api, "suspend")).toBe("CT 200 not running\n");
    expect(await refusal(api, "reboot")).toBe("VM 200 not running\n");
    expect(await api.task("POST", at(200, "/status/start"))).toBe("OK");
    expect(await api.task("POST", at(200, "/status/stop"))).toBe("OK");
    expect(await status(api)).toBe("stopped");
  }, options));

test("one that does not end in time stays up, unless it is forced", () =>
  withSimulator(async (api) => {
    await running(api);
    expect(await api.task("POST", at(200, "/status/shutdown"), { timeout: 1 })).toBe("container did not stop");
    expect(await status(api)).toBe("running");
    expect(await api.task("POST", at(200, "/status/shutdown"), { timeout: 1, forceStop: 1 })).toBe("OK");
    expect(await status(api)).toBe("stopped");
  }, options));

test("suspending fails as it does on a node without CRIU", () =>
  withSimulator(async (api) => {
    await running(api);
    expect(await api.task("POST", at(200, "/status/suspend"))).toBe(
      "command 'lxc-checkpoint -n 200 -s -D /var/lib/vz/dump' failed: exit code 1",
    );
  }, options));

test("a template, a quota without privileges and a lock keep a container from starting", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "local-lvm:4,quota=1" });
    expect(await api.task("POST", at(200, "/status/start"))).toBe(
      "Quotas are not supported by unprivileged containers.",
    );
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid: 201 });
    await api.put(at(201, "/config"), { lock: "backup" });
    expect(await api.task("POST", at(201, "/status/start"))).toBe("CT is locked (backup)");
    expect((await api.put(at(201, "/config"), { memory: 64 })).message).toBe("CT is locked (backup)\n");
    expect((await api.post(at(201, "/status/start"), { skiplock: 1 })).errors).toEqual({
      skiplock: "Only root may use this option.",
    });
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid: 202 });
    expect((await api.post(at(202, "/template"))).data).toBeNull();
    expect(await api.task("POST", at(202, "/status/start"))).toBe("you can't start a CT if it's a template");
  }, options));

test("its interfaces show the addresses that its network was given", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/lxc", wanted);
    expect(await api.get(at(200, "/interfaces"))).toMatchObject({ status: 200, data: null });
    await api.task("DELETE", at(200));
    await running(api, {
      net1: "name=eth1,bridge=vmbr0,ip=dhcp,ip6=fd00::5/64",
      net2: "name=eth2,bridge=vmbr0,link_down=1",
    });
    const { data } = await api.get(at(200, "/interfaces"));
    expect(data).toMatchObject([
      { name: "lo", inet: "127.0.0.1/8", inet6: "::1/128" },
      {
        name: "eth0",
        hwaddr: "bc:24:11:00:00:c8",
        "hardware-address": "bc:24:11:00:00:c8",
        inet: "192.168.1.53/24",
        "ip-addresses": [
          { "ip-address": "192.168.1.53", "ip-address-type": "inet", prefix: 24 },
          { "ip-address": "fe80::be24:11ff:fe00:c8", "ip-address-type": "inet6", prefix: 64 },
        ],
      },
      { name: "eth1", inet: expect.stringMatching(/^192\.168\.1\.\d+\/24$/) },
      { name: "eth2", "ip-addresses": [] },
    ]);
    expect(data[2]["ip-addresses"]).toContainEqual({ "ip-address": "fd00::5", "ip-address-type": "inet6", prefix: 64 });
    await api.put(at(200, "/config"), { net0: "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:C8,ip=192.168.1.54/24" });
    expect((await api.get(at(200, "/interfaces"))).data[1].inet).toBe("192.168.1.54/24");
  }, options));

test("a system that Proxmox does not manage is given no address, unless the host does it", () =>
  withSimulator(async (api) => {
    await running(api, { ostype: "unmanaged", net1: "name=eth1,bridge=vmbr0,ip=192.168.1.55/24,host-managed=1" });
    const { data } = await api.get(at(200, "/interfaces"));
    expect(data[1]).not.toHaveProperty("inet");
    expect(data[2]).toMatchObject({ inet: "192.168.1.55/24" });
  }, options));
