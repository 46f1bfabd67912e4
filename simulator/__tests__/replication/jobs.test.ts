import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";

const world: World = {
  cluster: "lab",
  nodes: [{ name: "pve" }, { name: "forge" }],
  storages: [
    { id: "tank", type: "zfspool", content: ["images"], options: { pool: "tank" } },
    { id: "thin", type: "lvmthin", content: ["images"], options: { vgname: "pve", thinpool: "data" } },
  ],
  guests: [
    { vmid: 100, node: "pve", name: "data", disk: { storage: "tank", size: "8GiB" } },
    { vmid: 101, node: "pve", name: "thin", disk: { storage: "thin", size: "8GiB" } },
  ],
};
const job = { id: "100-0", type: "local", target: "forge" };

test("a job knows its guest and where it starts, runs when told to, and is gone once the scheduler came round", async () => {
  await withSimulator(
    async (api) => {
      await api.post("/cluster/replication", { ...job, schedule: "*/5", comment: "copy" });
      const known = { ...job, guest: 100, jobnum: 0, source: "pve", schedule: "*/5", comment: "copy" };
      expect((await api.get("/cluster/replication/100-0")).data).toEqual({ ...known, digest: expect.any(String) });
      const [before] = (await api.get("/nodes/pve/replication")).data;
      expect(before).toMatchObject({ ...known, vmtype: "qemu", last_sync: 0, fail_count: 0 });
      await api.post("/nodes/pve/replication/100-0/schedule_now");
      const { data: after } = await api.get("/nodes/pve/replication/100-0/status");
      expect(after.duration).toBe(3);
      expect(after.last_sync).toBeGreaterThan(0);
      expect((await api.get("/nodes/pve/replication/100-0/log")).data[0]).toEqual({
        n: 1,
        t: "100-0: start replication job",
      });
      await api.delete("/cluster/replication/100-0");
      expect(await api.get("/cluster/replication/100-0")).toMatchObject({ reason: "no such replication job '100-0'" });
    },
    { world },
  );
});

const refusals: [string, (api: Api) => Promise<unknown>, string][] = [
  ["no guest", (api) => api.post("/cluster/replication", { ...job, id: "555-0" }), "Guest '555' does not exist."],
  ["no node", (api) => api.post("/cluster/replication", { ...job, target: "moon" }), "Target 'moon' does not exist."],
  [
    "its own node",
    (api) => api.post("/cluster/replication", { ...job, target: "pve" }),
    "Source and target must not be identical",
  ],
  [
    "another source",
    (api) => api.post("/cluster/replication", { ...job, source: "forge" }),
    "Source 'forge' does not match current node of guest '100' (pve)",
  ],
  [
    "no volume that can be sent",
    (api) => api.post("/cluster/replication", { ...job, id: "101-0" }),
    "No replicatable volumes found",
  ],
];

test.each(refusals)("a job for %s is refused in Proxmox's words", async (_, ask, reason) => {
  await withSimulator(
    async (api) => {
      expect(await ask(api)).toMatchObject({ status: 500, reason });
    },
    { world },
  );
});
