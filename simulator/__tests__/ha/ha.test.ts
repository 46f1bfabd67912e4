import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { withSimulator } from "../api.ts";

const disk = { storage: "local-lvm", size: "8GiB" };
const world: World = {
  cluster: "lab",
  nodes: [{ name: "pve" }, { name: "forge" }, { name: "attic" }],
  storages: [{ id: "local-lvm", type: "lvmthin", content: ["images"], options: { vgname: "pve", thinpool: "data" } }],
  guests: [{ vmid: 100, node: "pve", name: "one", disk, running: true }],
};

test("a guest is managed, told by its state, and moved when it is asked", async () => {
  await withSimulator(
    async (api, simulator) => {
      expect((await api.post("/cluster/ha/resources", { sid: "100", max_restart: 2 })).status).toBe(200);
      expect((await api.get("/cluster/ha/resources/vm:100")).data).toMatchObject({
        sid: "vm:100",
        type: "vm",
        state: "started",
        max_restart: 2,
      });
      const { data } = await api.get("/cluster/ha/status/current");
      expect(data.at(-1)).toMatchObject({ id: "service:vm:100", node: "pve", crm_state: "started" });
      expect((await api.post("/cluster/ha/resources/vm:100/migrate", { node: "forge" })).data).toEqual({
        sid: "vm:100",
        "requested-node": "forge",
      });
      const { guests } = await import("../../src/guests/guest.ts");
      expect(simulator.cluster.state.table(guests).get(100)?.node).toBe("forge");
    },
    { world },
  );
});

test("a rule names managed guests and nodes that are there", async () => {
  await withSimulator(
    async (api) => {
      const rule = { rule: "here", type: "node-affinity", resources: "vm:100", nodes: "pve:2,forge" };
      expect(await api.post("/cluster/ha/rules", rule)).toMatchObject({
        reason: "create ha rule failed: cannot use unmanaged resource(s) vm:100.",
      });
      await api.post("/cluster/ha/resources", { sid: "vm:100" });
      expect(await api.post("/cluster/ha/rules", { ...rule, nodes: "moon" })).toMatchObject({
        reason: "create ha rule failed: cannot use non-existent node(s) moon.",
      });
      await api.post("/cluster/ha/rules", { ...rule, strict: 1 });
      await api.put("/cluster/ha/rules/here", { type: "node-affinity", nodes: "attic", delete: "strict" });
      expect((await api.get("/cluster/ha/rules/here")).data).toEqual({
        rule: "here",
        type: "node-affinity",
        resources: "vm:100",
        nodes: "attic",
        digest: expect.any(String),
      });
      await api.delete("/cluster/ha/resources/vm:100");
      expect((await api.get("/cluster/ha/rules")).data).toEqual([]);
    },
    { world },
  );
});

test("what is not managed, not there, or a thing of the past is refused", async () => {
  await withSimulator(
    async (api) => {
      expect((await api.get("/cluster/ha/resources/vm:100")).reason).toBe("no such resource 'vm:100'");
      expect((await api.delete("/cluster/ha/resources/vm:100")).reason).toBe(
        "cannot delete service 'vm:100', not HA managed!",
      );
      expect((await api.get("/cluster/ha/groups")).reason).toBe(
        "cannot index groups: ha groups have been migrated to rules",
      );
      expect((await api.post("/cluster/ha/groups", { group: "all", nodes: "pve" })).reason).toBe(
        "cannot create group: ha groups have been migrated to rules",
      );
      expect((await api.post("/cluster/ha/resources", { sid: "vm:555" })).status).toBe(500);
    },
    { world },
  );
});
