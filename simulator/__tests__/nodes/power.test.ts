import { expect, test } from "@jest/globals";
import type { Simulator, World } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";

const disk = { storage: "local-lvm", size: "8GiB" };
const world: World = {
  cluster: "lab",
  nodes: [{ name: "pve" }, { name: "forge" }, { name: "attic" }],
  storages: [{ id: "local-lvm", type: "lvmthin", content: ["images"], options: { vgname: "pve", thinpool: "data" } }],
  guests: [
    { vmid: 100, node: "forge", name: "first", disk, config: { onboot: 1, startup: "order=1" } },
    { vmid: 101, node: "forge", name: "second", disk, config: { onboot: 1, startup: "order=2,up=5" } },
    { vmid: 102, node: "forge", name: "idle", disk },
  ],
};

/** Numbers of the tasks of a type, in the order they began. */
async function tasksOf(api: Api, type: string): Promise<string[]> {
  const { data } = await api.get(`/nodes/forge/tasks?typefilter=${type}&limit=500`);
  return data.map(({ id }: { id: string }) => id).reverse();
}

const settled = async (simulator: Simulator, isDone: () => boolean): Promise<void> => {
  for (let round = 0; round < 500 && !isDone(); round += 1) await new Promise((resolve) => setTimeout(resolve, 5));
  expect([isDone(), simulator.cluster.clock.instant]).toEqual([true, true]);
};

test("guests that start with their node start in their order, and stop the other way round", async () => {
  await withSimulator(
    async (api) => {
      expect(await api.task("POST", "/nodes/forge/startall")).toBe("OK");
      expect(await tasksOf(api, "qmstart")).toEqual(["100", "101"]);
      expect(await api.task("POST", "/nodes/forge/startall", { force: 1 })).toBe("OK");
      expect(await tasksOf(api, "qmstart")).toEqual(["100", "101", "102"]);
      expect(await api.task("POST", "/nodes/forge/stopall", { timeout: 10 })).toBe("OK");
      expect(await tasksOf(api, "qmshutdown")).toEqual(["102", "101", "100"]);
    },
    { world },
  );
});

test("a node that is down answers 595, and comes up again with its guests", async () => {
  await withSimulator(
    async (api, simulator) => {
      const isOnline = () => [...simulator.cluster.state.table(nodes).all()][1]?.online === true;
      const { nodes } = await import("../../src/nodes/node.ts");
      await api.task("POST", "/nodes/forge/startall", { force: 1 });
      await api.post("/nodes/forge/status", { command: "shutdown" });
      await settled(simulator, () => !isOnline());
      expect(await api.get("/nodes/forge/status")).toMatchObject({ status: 595 });
      const online = (await api.get("/cluster/status")).data.map(
        (one: { name: string; online?: number }) => one.online,
      );
      expect(online).toEqual([undefined, 1, 0, 1]);
      expect(await api.post("/nodes/forge/wakeonlan")).toMatchObject({
        reason: "No wake on LAN MAC address defined for 'forge'!",
      });
      const { changeSettings } = await import("../../src/host/settings.ts");
      simulator.cluster.state.change(() =>
        changeSettings(simulator.cluster, "forge", { config: { wakeonlan: "BC:24:11:00:00:01" } }),
      );
      expect((await api.post("/nodes/forge/wakeonlan")).data).toBe("BC:24:11:00:00:01");
      await settled(simulator, isOnline);
      await settled(simulator, () => simulator.cluster.state.table(nodes).get("forge")?.restarting === undefined);
      for (let round = 0; round < 100 && (await tasksOf(api, "qmstart")).length < 5; round += 1) {
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
      expect(await tasksOf(api, "qmstart")).toEqual(["100", "101", "102", "100", "101"]);
    },
    { world },
  );
});

test("without a majority nothing that nodes share is changed, but a node's own files are", async () => {
  await withSimulator(
    async (api, simulator) => {
      const { takeOffline } = await import("../../src/nodes/power.ts");
      simulator.cluster.state.change(() => {
        takeOffline(simulator.cluster, "pve");
        takeOffline(simulator.cluster, "forge");
      });
      const [whole, ...nodes] = (await api.get("/cluster/status")).data;
      expect(whole).toMatchObject({ nodes: 3, quorate: 0 });
      expect(nodes.map(({ local }: { local: number }) => local)).toEqual([0, 0, 1]);
      expect(await api.put("/cluster/options", { keyboard: "de" })).toMatchObject({
        status: 500,
        reason: "cluster not ready - no quorum?",
      });
      expect((await api.put("/nodes/attic/dns", { search: "home.arpa" })).status).toBe(200);
    },
    { world },
  );
});

test("who may power one guest may start that one, and no other", async () => {
  const secret = "00000000-1111-2222-3333-444444444444";
  await withSimulator(
    async (_, simulator) => {
      const { Api } = await import("../api.ts");
      const api = new Api(simulator, { Authorization: `PVEAPIToken=ada@pve!ci=${secret}` });
      expect(await api.post("/nodes/forge/startall")).toMatchObject({
        status: 403,
        reason: "Permission check failed (/, VM.PowerMgmt)",
      });
      expect((await api.post("/nodes/forge/startall", { vms: "100" })).status).toBe(200);
      expect((await api.post("/nodes/forge/startall", { vms: "100,101" })).status).toBe(403);
      api.close();
    },
    {
      world: {
        ...world,
        users: [{ id: "ada@pve", tokens: [{ id: "ci", secret, privsep: false }] }],
        grants: [{ path: "/vms/100", role: "PVEVMUser", user: "ada@pve" }],
      },
    },
  );
});

test("all machines move to another node", async () => {
  await withSimulator(
    async (api) => {
      const moved = await api.task("POST", "/nodes/forge/migrateall", { target: "pve", "with-local-disks": 1 });
      expect(moved).toBe("OK");
      const { data } = await api.get("/cluster/resources?type=vm");
      expect(data.map(({ node }: { node: string }) => node)).toEqual(["pve", "pve", "pve"]);
      expect((await api.post("/nodes/pve/migrateall", { target: "pve" })).errors).toEqual({
        target: "target is local node.",
      });
    },
    { world },
  );
});

test("no more guests are stopped at once than there are workers", async () => {
  const same: World = {
    ...world,
    guests: [100, 101, 102].map((vmid) => ({ vmid, node: "forge", name: `same-${vmid}`, disk })),
  };
  await withSimulator(
    async (api) => {
      expect(await api.task("POST", "/nodes/forge/startall", { force: 1 })).toBe("OK");
      expect(await api.task("POST", "/nodes/forge/stopall", { "max-workers": 1, "force-stop": 1 })).toBe("OK");
      const { data } = await api.get("/nodes/forge/tasks?typefilter=qmshutdown&limit=500");
      const [first, second, third] = [...data].reverse() as { starttime: number; endtime: number }[];
      expect(second?.starttime).toBeGreaterThanOrEqual(first?.endtime ?? Number.POSITIVE_INFINITY);
      expect(third?.starttime).toBeGreaterThanOrEqual(second?.endtime ?? Number.POSITIVE_INFINITY);
    },
    { world: same, timeScale: 0.01 },
  );
});

test("a node counts what goes through the cards of its running guests, and names the parts of a task", () =>
  withSimulator(
    async (api) => {
      expect((await api.get("/nodes/forge/netstat")).data).toEqual([]);
      const { data: upid } = await api.post("/nodes/forge/qemu/100/status/start");
      await api.ended(upid);
      expect((await api.get("/nodes/forge/netstat")).data).toEqual([{ vmid: "100", dev: "net0", in: "0", out: "0" }]);
      expect((await api.get(`/nodes/forge/tasks/${encodeURIComponent(upid)}`)).data).toEqual([
        { name: "log" },
        { name: "status" },
      ]);
    },
    { world },
  ));
