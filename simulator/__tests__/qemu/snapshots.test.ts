import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";

const disk = { storage: "local-lvm", size: "10GiB" };
const world: World = {
  nodes: [{ name: "pve" }],
  storages: [
    { id: "local-lvm", type: "lvmthin", content: ["images"], options: { vgname: "pve", thinpool: "data" } },
    { id: "files", type: "dir", content: ["images"], options: { path: "/mnt/files" } },
    { id: "small", type: "lvm", content: ["images"], size: "1GiB", options: { vgname: "small" } },
    { id: "thick", type: "lvm", content: ["images"], options: { vgname: "thick" } },
  ],
  guests: [
    { vmid: 100, node: "pve", name: "web", disk, agent: true, cloudInit: true, running: true, memory: "1GiB" },
    { vmid: 101, node: "pve", name: "files", disk: { ...disk, storage: "files" } },
    { vmid: 102, node: "pve", name: "thick", disk: { ...disk, storage: "thick" } },
    { vmid: 9000, node: "pve", name: "template", disk, template: true },
  ],
};
const options = { world };
const at = (below: string, vmid = 100) => `/nodes/pve/qemu/${vmid}${below}`;
const take = (api: Api, fields: Record<string, string | number>, vmid = 100) =>
  api.task("POST", at("/snapshot", vmid), fields);
const status = async (api: Api) => (await api.get(at("/status/current"))).data.status;
const volids = async (api: Api) =>
  (await api.get("/nodes/pve/storage/local-lvm/content?vmid=100")).data.map(({ volid }: { volid: string }) => volid);

test("a snapshot with memory lets the machine go on where it was", () =>
  withSimulator(async (api) => {
    expect(await take(api, { snapname: "live", vmstate: 1, description: "before the change" })).toBe("OK");
    expect(await volids(api)).toContain("local-lvm:vm-100-state-live");
    expect((await api.get(at("/snapshot"))).data).toMatchObject([
      { name: "live", vmstate: 1, description: "before the change" },
      { name: "current", parent: "live", running: 1 },
    ]);
    expect((await api.get(at("/snapshot/live/config"))).data).toMatchObject({
      vmstate: "local-lvm:vm-100-state-live",
      runningmachine: "pc-i440fx-10.1+pve0",
    });
    await api.put(at("/config"), { name: "changed" });
    await api.task("POST", at("/status/stop"));
    const before = (await api.get(at("/config"))).data;
    expect(await api.task("POST", at("/snapshot/live/rollback"))).toBe("OK");
    expect(await status(api)).toBe("running");
    expect((await api.post(at("/agent/ping"))).status).toBe(200);
    const after = (await api.get(at("/config"))).data;
    expect(after).toMatchObject({ name: "web", parent: "live" });
    expect(after.vmgenid).not.toBe(before.vmgenid);
    expect(after).not.toHaveProperty("runningmachine");
    expect(await api.task("DELETE", at("/snapshot/live"))).toBe("OK");
    expect(await volids(api)).not.toContain("local-lvm:vm-100-state-live");
  }, options));

test("a snapshot without memory leaves the machine off when it is gone back to", () =>
  withSimulator(async (api) => {
    const reply = await api.post(at("/snapshot"), { snapname: "cold" });
    const log = (await api.get(`/nodes/pve/tasks/${encodeURIComponent(reply.data)}/log`)).data;
    expect(log.map(({ t }: { t: string }) => t)).toContain("snapshotting 'drive-scsi0' (local-lvm:vm-100-disk-0)");
    await api.task("PUT", at("/resize"), { disk: "scsi0", size: "12G" });
    expect(await api.task("POST", at("/snapshot/cold/rollback"))).toBe("OK");
    expect(await status(api)).toBe("stopped");
    expect((await api.get(at("/config"))).data.scsi0).toBe("local-lvm:vm-100-disk-0,size=10G");
    expect((await api.get(at("/config?snapshot=cold"))).data).toMatchObject({ name: "web" });
    expect(await api.task("POST", at("/snapshot/cold/rollback"), { start: 1 })).toBe("OK");
    expect(await status(api)).toBe("running");
  }, options));

test("where a machine's disks can have none, there is no snapshot", () =>
  withSimulator(async (api) => {
    expect(await take(api, { snapname: "first" }, 101)).toBe("OK");
    expect(await take(api, { snapname: "first" }, 102)).toBe("snapshot feature is not available");
    expect(await take(api, { snapname: "first" }, 9000)).toBe("you can't take a snapshot if it's a template");
    expect((await api.get(at("/feature?feature=snapshot", 102))).data).toEqual({ hasFeature: 0, nodes: ["pve"] });
    expect((await api.get(at("/feature?feature=snapshot", 101))).data.hasFeature).toBe(1);
    expect((await api.post(at("/snapshot"), { snapname: "Pending" })).message).toBe(
      "unable to use snapshot name 'Pending' (reserved name)\n",
    );
  }, options));

test("a snapshot whose memory finds no room leaves nothing of it", () =>
  withSimulator(async (api) => {
    await api.put(at("/config"), { vmstatestorage: "small" });
    expect(await take(api, { snapname: "live", vmstate: 1 })).toMatch(/not enough free space/);
    expect((await api.get(at("/config"))).data).not.toHaveProperty("lock");
    expect((await api.get(at("/snapshot"))).data).toHaveLength(1);
    expect(await status(api)).toBe("running");
    expect(await take(api, { snapname: "live" })).toBe("OK");
  }, options));

test("a clone of a snapshot is the machine as it was then", () =>
  withSimulator(async (api) => {
    await take(api, { snapname: "then" });
    await api.put(at("/config"), { name: "later" });
    expect(await api.task("POST", at("/clone"), { newid: 200, snapname: "then", full: 1 })).toBe("OK");
    const { name, parent, snaptime } = (await api.get(at("/config", 200))).data;
    expect({ name, parent, snaptime }).toEqual({ name: "Copy-of-VM-web", parent: undefined, snaptime: undefined });
    expect((await api.post(at("/clone"), { newid: 201, snapname: "none" })).message).toBe(
      "snapshot 'none' does not exist\n",
    );
    await api.task("POST", at("/status/stop"));
    expect((await api.post(at("/template"))).message).toBe(
      "unable to create template, because VM contains snapshots\n",
    );
  }, options));

test("destroying the machine frees the memory that its snapshots kept", () =>
  withSimulator(async (api) => {
    await take(api, { snapname: "live", vmstate: 1 });
    await api.task("POST", at("/status/stop"));
    expect(await api.task("DELETE", at(""))).toBe("OK");
    expect(await volids(api)).toEqual([]);
  }, options));
