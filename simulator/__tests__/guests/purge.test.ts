import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { withSimulator } from "../api.ts";

const disk = { storage: "tank", size: "8GiB" };
const world: World = {
  cluster: "lab",
  nodes: [{ name: "pve" }, { name: "forge" }],
  storages: [{ id: "tank", type: "zfspool", content: ["images"], options: { pool: "tank" } }],
  guests: [
    { vmid: 100, node: "pve", name: "one", disk },
    { vmid: 101, node: "pve", name: "two", disk },
  ],
};

test("a machine that others name is destroyed only with a purge, and named nowhere then", async () => {
  await withSimulator(
    async (api) => {
      await api.post("/cluster/ha/resources", { sid: "vm:100" });
      await api.post("/cluster/backup", { id: "both", schedule: "02:00", vmid: "100,101" });
      await api.post("/cluster/backup", { id: "alone", schedule: "02:00", vmid: "100" });
      await api.post("/cluster/replication", { id: "100-0", type: "local", target: "forge" });
      expect(await api.delete("/nodes/pve/qemu/100")).toMatchObject({
        status: 500,
        reason: "unable to remove VM 100 - used in HA resources and purge parameter not set.",
      });
      await api.delete("/cluster/ha/resources/vm:100");
      expect((await api.delete("/nodes/pve/qemu/100")).reason).toBe(
        "There is a replication job '100-0' for guest '100' - Please remove that first.",
      );
      expect(await api.task("DELETE", "/nodes/pve/qemu/100?purge=1")).toBe("OK");
      expect((await api.get("/cluster/replication")).data).toEqual([]);
      expect((await api.get("/cluster/backup")).data).toMatchObject([{ id: "both", vmid: "101" }]);
    },
    { world },
  );
});
