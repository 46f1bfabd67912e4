import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const world = { world: lab };

async function backedUp(api: Api, vmid: number): Promise<string> {
  expect(await api.task("POST", "/nodes/pve/vzdump", { vmid, storage: "local" })).toBe("OK");
  const { data } = await api.get(`/nodes/pve/storage/local/content?content=backup&vmid=${vmid}`);
  return data.at(-1).volid;
}
const configOf = async (api: Api, vmid: number) => (await api.get(`/nodes/pve/qemu/${vmid}/config`)).data;

test("a machine comes back from its backup as it was, with a new generation id", async () => {
  await withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/qemu/9001/clone", { newid: 100, name: "web" });
    const before = await configOf(api, 100);
    const archive = await backedUp(api, 100);
    await api.task("DELETE", "/nodes/pve/qemu/100");
    expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 100, archive, start: 1 })).toBe("OK");
    const after = await configOf(api, 100);
    expect({ ...after, vmgenid: "", digest: "" }).toEqual({ ...before, vmgenid: "", digest: "" });
    expect(after.vmgenid).not.toBe(before.vmgenid);
    expect((await api.get("/nodes/pve/qemu/100/agent/network-get-interfaces")).status).toBe(200);
  }, world);
});

test("it can be another machine on another storage, with an identity and options of its own", async () => {
  await withSimulator(async (api) => {
    const archive = await backedUp(api, 500);
    const before = await configOf(api, 500);
    const fields = { vmid: 300, archive, unique: 1, storage: "files", name: "twin", memory: 1024 };
    expect(await api.task("POST", "/nodes/pve/qemu", fields)).toBe("OK");
    const after = await configOf(api, 300);
    expect(after).toMatchObject({ name: "twin", memory: "1024", scsi0: "files:300/vm-300-disk-0.raw,size=8G" });
    expect(after.net0).not.toBe(before.net0);
    expect(after.smbios1).not.toBe(before.smbios1);
  }, world);
});

test("over a machine that is there: its disks are replaced, others stay unused", async () => {
  await withSimulator(async (api) => {
    const archive = await backedUp(api, 500);
    await api.put("/nodes/pve/qemu/500/config", { scsi1: "local-lvm:2", name: "changed" });
    const refused = await api.post("/nodes/pve/qemu", { vmid: 500, archive });
    expect(refused.reason).toBe("unable to restore VM 500 - VM 500 already exists on node 'pve'");
    expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 500, archive, force: 1 })).toBe("OK");
    expect(await configOf(api, 500)).toMatchObject({
      name: "appliance",
      scsi0: "local-lvm:vm-500-disk-0,size=8G",
      unused0: "local-lvm:vm-500-disk-1",
    });
    const disks = (await api.get("/nodes/pve/storage/local-lvm/content?vmid=500")).data;
    expect(disks).toHaveLength(2);
  }, world);
});

test("a template comes back as one", async () => {
  await withSimulator(async (api) => {
    const archive = await backedUp(api, 9010);
    expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 300, archive })).toBe("OK");
    const config = await configOf(api, 300);
    expect(config).toMatchObject({ template: 1, scsi0: "tank:base-300-disk-0,size=10G" });
    expect(await api.task("POST", "/nodes/pve/qemu/300/clone", { newid: 301, full: 0 })).toBe("OK");
  }, world);
});

test("what cannot be restored is refused in Proxmox's words", async () => {
  await withSimulator(async (api) => {
    const archive = await backedUp(api, 500);
    expect((await api.post("/nodes/pve/qemu", { vmid: 300, archive, scsi0: "local-lvm:1" })).errors).toEqual({
      scsi0: "option conflicts with option 'archive'",
    });
    expect((await api.post("/nodes/pve/qemu", { vmid: 300, archive: "-" })).reason).toBe(
      "pipe requires cli environment",
    );
    expect((await api.post("/nodes/pve/qemu", { vmid: 300, force: 1 })).errors).toEqual({
      archive: "missing property required by 'force'",
    });
    await api.put("/nodes/pve/qemu/500/config", { protection: 1 });
    expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 500, archive, force: 1 })).toBe(
      "unable to restore VM 500 - - protection mode enabled",
    );
    expect((await configOf(api, 500)).lock).toBeUndefined();
    expect(await api.task("POST", "/nodes/pve/qemu", { vmid: 301, archive, storage: "local" })).toBe(
      "Content type 'images' is not available on storage 'local'",
    );
  }, world);
});
