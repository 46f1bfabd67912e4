import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const move = (api: Api, vmid: number, fields: Record<string, string | number> = {}) =>
  api.task("POST", `/nodes/pve/qemu/${vmid}/migrate`, { target: "pve2", ...fields });

test("a stopped machine takes its local disks along, to another storage when told so", () =>
  withSimulator(
    async (api) => {
      expect(await move(api, 500, { targetstorage: "files" })).toBe("OK");
      expect((await api.get("/nodes/pve2/qemu/500/config")).data.scsi0).toBe("files:500/vm-500-disk-0.raw,size=8G");
      expect((await api.get("/nodes/pve/qemu/500/config")).status).toBe(500);
      expect((await api.get("/nodes/pve2/storage/files/content")).data).toHaveLength(1);
      expect((await api.get("/nodes/pve/storage/local-lvm/content?vmid=500")).data).toEqual([]);
    },
    { world: lab },
  ));

test("a running one moves when it is said so, and its local disks when that is said too", () =>
  withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/500/status/start");
      expect(await api.post("/nodes/pve/qemu/500/migrate", { target: "pve2" })).toMatchObject({
        status: 500,
        reason: "can't migrate running VM without --online",
      });
      expect(await move(api, 500, { online: 1 })).toBe("migration aborted");
      expect((await api.get("/nodes/pve/qemu/500/config")).data).not.toHaveProperty("lock");
      expect(await move(api, 500, { online: 1, "with-local-disks": 1 })).toBe("OK");
      expect((await api.get("/nodes/pve2/qemu/500/status/current")).data.status).toBe("running");
    },
    { world: lab },
  ));

test("linked clones, their bases and disks with snapshots on thin LVM stay where they are", () =>
  withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 });
      expect(await move(api, 100)).toBe("migration aborted");
      expect(await move(api, 9000)).toBe("migration aborted");
      await api.task("POST", "/nodes/pve/qemu/500/snapshot", { snapname: "before" });
      expect(await move(api, 500)).toBe("migration aborted");
      await api.task("DELETE", "/nodes/pve/qemu/500/snapshot/before");
      expect(await move(api, 500)).toBe("OK");
    },
    { world: lab },
  ));

test("snapshots in qcow2 files come along, and can be gone back to over there", () =>
  withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/500/move_disk", {
        disk: "scsi0",
        storage: "files",
        format: "qcow2",
        delete: 1,
      });
      await api.task("POST", "/nodes/pve/qemu/500/snapshot", { snapname: "before" });
      expect(await move(api, 500)).toBe("OK");
      expect(await api.task("POST", "/nodes/pve2/qemu/500/snapshot/before/rollback")).toBe("OK");
    },
    { world: lab },
  ));

test("a migration that finds no room leaves everything as it was", () =>
  withSimulator(
    async (api) => {
      await api.put("/nodes/pve/qemu/500/config", { scsi1: "local-lvm:1", scsi2: "local-lvm:1" });
      const before = (await api.get("/nodes/pve/qemu/500/config")).data;
      expect(await move(api, 500, { targetstorage: "small" })).toBe("migration aborted");
      expect((await api.get("/nodes/pve/qemu/500/config")).data).toEqual(before);
      expect((await api.get("/nodes/pve/storage/local-lvm/content?vmid=500")).data).toHaveLength(3);
      expect((await api.get("/nodes/pve2/storage/small/content")).data).toEqual([]);
    },
    {
      world: {
        ...lab,
        storages: [
          ...lab.storages,
          { id: "small", type: "zfspool", content: ["images"], size: "9GiB", options: { pool: "small" } },
        ],
      },
    },
  ));
