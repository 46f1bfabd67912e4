import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

/** A network that leases two addresses, and one that leases none. */
async function withLeases(work: (api: Api) => Promise<void>): Promise<void> {
  await withSimulator(
    async (api) => {
      const subnet = { type: "subnet", subnet: "10.7.0.0/24", gateway: "10.7.0.1" };
      await api.post("/cluster/sdn/zones", { type: "simple", zone: "lab", ipam: "pve", dhcp: "dnsmasq" });
      await api.post("/cluster/sdn/zones", { type: "simple", zone: "mute" });
      await api.post("/cluster/sdn/vnets", { vnet: "lan", zone: "lab" });
      await api.post("/cluster/sdn/vnets", { vnet: "quiet", zone: "mute" });
      const range = "start-address=10.7.0.50,end-address=10.7.0.51";
      await api.post("/cluster/sdn/vnets/lan/subnets", { ...subnet, "dhcp-range": range });
      await api.task("PUT", "/cluster/sdn");
      await work(api);
    },
    { world: lab },
  );
}

const leases = async (api: Api) =>
  (await api.get("/cluster/sdn/ipams/pve/status")).data
    .filter(({ gateway }: { gateway?: number }) => gateway === undefined)
    .map(({ ip, vmid, hostname }: { ip: string; vmid: number; hostname: string }) => `${ip} ${vmid} ${hostname}`);

test("a card has an address from the day it is plugged in until it is unplugged or its guest is gone", () =>
  withLeases(async (api) => {
    await api.task("POST", "/nodes/pve/qemu", { vmid: 100, name: "web", net0: "virtio,bridge=lan" });
    expect(await leases(api)).toEqual(["10.7.0.50 100 web"]);
    await api.task("POST", "/nodes/pve/qemu", { vmid: 101, name: "db", net0: "virtio,bridge=vmbr0" });
    await api.put("/nodes/pve/qemu/101/config", { net0: "virtio=BC:24:11:00:00:01,bridge=lan" });
    expect(await leases(api)).toEqual(["10.7.0.50 100 web", "10.7.0.51 101 db"]);
    await api.put("/nodes/pve/qemu/100/config", { delete: "net0" });
    expect(await leases(api)).toEqual(["10.7.0.51 101 db"]);
    await api.task("DELETE", "/nodes/pve/qemu/101");
    expect(await leases(api)).toEqual([]);
  }));

test("a guest is made all the same when nothing is left to lease", () =>
  withLeases(async (api) => {
    for (const vmid of [100, 101, 102]) await api.task("POST", "/nodes/pve/qemu", { vmid, net0: "virtio,bridge=lan" });
    expect((await leases(api)).length).toBe(2);
  }));

test("a system that asks for an address gets the leased one, and none where nobody leases", () =>
  withLeases(async (api) => {
    const addresses = async (vmid: number, bridge: string) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: vmid, full: 1 });
      await api.put(`/nodes/pve/qemu/${vmid}/config`, { net0: `virtio,bridge=${bridge}` });
      await api.task("POST", `/nodes/pve/qemu/${vmid}/status/start`);
      const { data } = await api.get(`/nodes/pve/qemu/${vmid}/agent/network-get-interfaces`);
      const eth0 = data.result.find(({ name }: { name: string }) => name === "eth0");
      return eth0["ip-addresses"]
        .filter((one: { "ip-address-type": string }) => one["ip-address-type"] === "ipv4")
        .map((one: { "ip-address": string; prefix: number }) => `${one["ip-address"]}/${one.prefix}`);
    };
    expect(await addresses(100, "lan")).toEqual(["10.7.0.50/24"]);
    expect(await addresses(101, "quiet")).toEqual([]);
    expect(await addresses(102, "vmbr0")).toHaveLength(1);
  }));
