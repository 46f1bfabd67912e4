import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const zones = "/cluster/sdn/zones";

async function withLan(work: (api: Api) => Promise<void>): Promise<void> {
  await withSimulator(
    async (api) => {
      await api.post(zones, { type: "simple", zone: "lab", nodes: "pve" });
      await api.post("/cluster/sdn/vnets", { vnet: "lan", zone: "lab", alias: "green" });
      await work(api);
    },
    { world: lab },
  );
}

const bridges = async (api: Api, node: string, type = "any_bridge") =>
  (await api.get(`/nodes/${node}/network?type=${type}`)).data.map(({ iface }: { iface: string }) => iface);

test("an applied network is a bridge on the nodes that its zone reaches", () =>
  withLan(async (api) => {
    expect(await bridges(api, "pve")).toEqual(["vmbr0"]);
    expect(await api.task("PUT", "/cluster/sdn")).toBe("OK");
    expect(await bridges(api, "pve")).toEqual(["vmbr0", "lan"]);
    expect(await bridges(api, "pve", "any_local_bridge")).toEqual(["vmbr0"]);
    expect(await bridges(api, "pve", "vnet")).toEqual(["lan"]);
    expect(await bridges(api, "pve2")).toEqual(["vmbr0"]);
    const [lan] = (await api.get("/nodes/pve/network?type=vnet")).data;
    expect(lan).toEqual({ iface: "lan", type: "vnet", active: "1", ipam: 0, vlanaware: 0, comments: "green" });
  }));

test("applying begins a reload of the network on each node, and what is told of a zone follows", () =>
  withLan(async (api) => {
    const told = async () =>
      (await api.get("/cluster/resources")).data
        .filter(({ type }: { type: string }) => type === "network")
        .map(({ id, status }: { id: string; status: string }) => `${id} ${status}`);
    const local = ["network/pve/zone/localnetwork ok", "network/pve2/zone/localnetwork ok"];
    expect(await told()).toEqual(local);
    await api.task("PUT", "/cluster/sdn");
    expect(await told()).toEqual([...local, "network/pve/zone/lab available"]);
    const types = (await api.get("/cluster/tasks")).data.map(
      ({ type, node }: { type: string; node: string }) => `${type} ${node}`,
    );
    expect(types.sort()).toEqual(["reloadnetworkall pve", "srvreload pve", "srvreload pve2"]);
    expect((await api.get("/nodes/pve/sdn/zones")).data).toEqual([{ zone: "lab", status: "available" }]);
    expect((await api.get("/nodes/pve2/sdn/zones")).data).toEqual([]);
    expect((await api.get("/nodes/pve/sdn/zones/lab/content")).data).toEqual([
      { vnet: "lan", status: "available", statusmsg: null },
    ]);
  }));

test("a zone on a bridge that is not there has an error", () =>
  withLan(async (api) => {
    await api.post(zones, { type: "vlan", zone: "vlans", bridge: "vmbr9" });
    await api.post("/cluster/sdn/vnets", { vnet: "blue", zone: "vlans", tag: 7 });
    await api.task("PUT", "/cluster/sdn");
    expect((await api.get("/nodes/pve2/sdn/zones")).data).toEqual([{ zone: "vlans", status: "error" }]);
    expect((await api.get("/nodes/pve2/sdn/zones/vlans/content")).data).toEqual([
      { vnet: "blue", status: "error", statusmsg: "missing vmbr9" },
    ]);
  }));

test("a running guest's card is a port of its network", () =>
  withLan(async (api) => {
    await api.task("PUT", "/cluster/sdn");
    await api.task("POST", "/nodes/pve/qemu", {
      vmid: 100,
      net0: "virtio,bridge=lan",
      net1: "virtio,bridge=lan,firewall=1",
    });
    await api.task("POST", "/nodes/pve/qemu/100/status/start");
    expect((await api.get("/nodes/pve/sdn/zones/lab/bridges")).data).toEqual([
      {
        name: "lan",
        vlan_filtering: 0,
        ports: [
          { name: "tap100i0", vmid: "100", index: "net0" },
          { name: "fwpr100p1", vmid: "100", index: "net1" },
        ],
      },
    ]);
  }));

test("who holds the lock changes alone, and rolling back forgets what was not applied", () =>
  withLan(async (api) => {
    expect(await api.post("/cluster/sdn/lock")).toMatchObject({
      status: 500,
      reason: "could not acquire lock for SDN config: configuration has pending changes",
    });
    await api.task("PUT", "/cluster/sdn");
    const token = (await api.post("/cluster/sdn/lock")).data;
    expect(token).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(await api.put(`${zones}/lab`, { mtu: 1400 })).toMatchObject({
      status: 500,
      reason: "update sdn zone object failed: invalid lock token provided!",
    });
    expect(await api.put("/cluster/sdn")).toMatchObject({
      reason: "could not commit SDN config: invalid lock token provided!",
    });
    await api.put(`${zones}/lab`, { mtu: 1400, "lock-token": token });
    expect(await api.post("/cluster/sdn/rollback", { "lock-token": token })).toMatchObject({ status: 200 });
    expect((await api.get(`${zones}/lab`)).data.mtu).toBeUndefined();
    expect(await api.put(`${zones}/lab`, { mtu: 1300 })).toMatchObject({ status: 200 });
    await api.post("/cluster/sdn/lock", { "allow-pending": 1 });
    expect(await api.delete("/cluster/sdn/lock")).toMatchObject({
      reason: "could not release lock: invalid lock token provided!",
    });
    expect(await api.delete("/cluster/sdn/lock?force=1")).toMatchObject({ status: 200 });
  }));

test("plugging into a network asks for a right on it, in its zone", async () => {
  await withSimulator(
    async (api, simulator) => {
      await api.post(zones, { type: "simple", zone: "lab" });
      for (const vnet of ["lan", "dmz"]) await api.post("/cluster/sdn/vnets", { vnet, zone: "lab" });
      await api.task("PUT", "/cluster/sdn");
      const ada = await loggedIn(simulator, "ada@pve", "adasecret");
      const plug = async (net0: string) => (await ada.put("/nodes/pve/qemu/500/config", { net0 })).message;
      expect(await plug("virtio,bridge=lan")).toBeUndefined();
      expect(await plug("virtio,bridge=dmz")).toBe("Permission check failed (/sdn/zones/lab/dmz, SDN.Use)\n");
      expect(await plug("virtio,bridge=lan,tag=7")).toBeUndefined();
      expect(await bridges(ada, "pve")).toEqual(["lan"]);
      ada.close();
    },
    {
      world: {
        ...lab,
        users: [{ id: "ada@pve", password: "adasecret" }],
        grants: [
          { path: "/vms", role: "PVEVMAdmin", user: "ada@pve" },
          { path: "/sdn/zones/lab/lan", role: "PVESDNUser", user: "ada@pve" },
        ],
      },
    },
  );
});
