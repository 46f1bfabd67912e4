import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";

const disk = { storage: "local-lvm", size: "8GiB" };
const world: World = {
  nodes: [{ name: "pve", bridges: ["vmbr0", "inside"] }],
  storages: [
    {
      id: "local-lvm",
      type: "lvmthin",
      content: ["images", "rootdir"],
      options: { vgname: "pve", thinpool: "data" },
    },
  ],
  guests: [
    { vmid: 100, node: "pve", name: "web", disk },
    { vmid: 200, node: "pve", name: "dns", kind: "lxc", disk },
  ],
};

const start = (api: Api, guest: string) => api.task("POST", `/nodes/pve/${guest}/status/start`);
const plug = (api: Api, guest: string, net0: string) => api.put(`/nodes/pve/${guest}/config`, { net0 });

async function logOf(api: Api, type: string): Promise<string[]> {
  const [task] = (await api.get(`/nodes/pve/tasks?typefilter=${type}`)).data;
  return (await api.get(`/nodes/pve/tasks/${task.upid}/log`)).data.map(({ t }: { t: string }) => t);
}

test("a machine does not start on a bridge that its node does not have", () =>
  withSimulator(
    async (api) => {
      await plug(api, "qemu/100", "virtio=BC:24:11:00:00:01,bridge=vmbr9");
      expect(await start(api, "qemu/100")).toBe("start failed: QEMU exited with code 1");
      expect(await logOf(api, "qmstart")).toEqual(
        expect.arrayContaining([
          "bridge 'vmbr9' does not exist",
          expect.stringMatching(/^kvm: -netdev type=tap,id=net0,ifname=tap100i0,.*,vhost=on: network script .* failed/),
        ]),
      );
      expect((await api.get("/nodes/pve/qemu/100/status/current")).data.status).toBe("stopped");
      await plug(api, "qemu/100", "virtio=BC:24:11:00:00:01,bridge=inside");
      expect(await start(api, "qemu/100")).toBe("OK");
    },
    { world },
  ));

test("nor does a container", () =>
  withSimulator(
    async (api) => {
      await plug(api, "lxc/200", "name=eth0,bridge=vmbr9");
      expect(await start(api, "lxc/200")).toBe("startup for container '200' failed");
      expect(await logOf(api, "vzstart")).toContain("bridge 'vmbr9' does not exist");
      await plug(api, "lxc/200", "name=eth0,bridge=inside");
      expect(await start(api, "lxc/200")).toBe("OK");
    },
    { world },
  ));

test("a bridge that was made is there once it is applied, and so is a network", () =>
  withSimulator(
    async (api) => {
      await plug(api, "qemu/100", "e1000=BC:24:11:00:00:01,bridge=vmbr1");
      await api.post("/nodes/pve/network", { iface: "vmbr1", type: "bridge", autostart: 1 });
      expect(await start(api, "qemu/100")).toBe("start failed: QEMU exited with code 1");
      await api.task("PUT", "/nodes/pve/network");
      expect(await start(api, "qemu/100")).toBe("OK");
      await plug(api, "lxc/200", "name=eth0,bridge=lan");
      await api.post("/cluster/sdn/zones", { type: "simple", zone: "home" });
      await api.post("/cluster/sdn/vnets", { vnet: "lan", zone: "home" });
      expect(await start(api, "lxc/200")).toBe("startup for container '200' failed");
      await api.task("PUT", "/cluster/sdn");
      expect(await start(api, "lxc/200")).toBe("OK");
    },
    { world },
  ));
