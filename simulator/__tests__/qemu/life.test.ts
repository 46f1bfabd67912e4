import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

test("a machine made from nothing gets what Proxmox adds by itself", async () => {
  await withSimulator(
    async (api) => {
      const upid = await api.post("/nodes/pve/qemu", {
        vmid: 100,
        name: "fresh",
        scsi0: "local-lvm:8,ssd=1",
        ide2: "none,media=cdrom",
        net0: "virtio,bridge=vmbr0".replace("virtio", "model=virtio"),
        efidisk0: "local-lvm:1,efitype=4m",
        tpmstate0: "local-lvm:1,version=v2.0",
      });
      expect(upid.data).toMatch(/^UPID:pve:[0-9A-F]{8}:[0-9A-F]{8}:[0-9A-F]{8}:qmcreate:100:root@pam!simulator:$/);
      expect((await api.get("/nodes/pve/qemu/100/config")).data).toMatchObject({
        boot: "order=scsi0;ide2;net0",
        efidisk0: "local-lvm:vm-100-disk-0,efitype=4m,size=4M",
        scsi0: "local-lvm:vm-100-disk-1,size=8G,ssd=1",
        tpmstate0: "local-lvm:vm-100-disk-2,size=4M,version=v2.0",
        ide2: "none,media=cdrom",
        smbios1: expect.stringMatching(/^uuid=[0-9a-f-]{36}$/),
        vmgenid: expect.any(String),
        meta: "creation-qemu=10.1.2,ctime=1767225600",
      });
    },
    { world: lab },
  );
});

test("a number that is taken is refused at once, whoever has it", async () => {
  await withSimulator(
    async (api) => {
      expect(await api.post("/nodes/pve2/qemu", { vmid: 500 })).toMatchObject({
        status: 500,
        reason: "unable to create VM 500 - VM 500 already exists on node 'pve'",
      });
      expect((await api.get("/cluster/nextid?vmid=500")).errors).toEqual({ vmid: "VM 500 already exists" });
      expect((await api.get("/cluster/nextid")).data).toBe("100");
    },
    { world: lab },
  );
});

test("turned into a template, a machine's disks are bases and cannot be deleted while clones stand on them", async () => {
  await withSimulator(
    async (api) => {
      expect(await api.task("POST", "/nodes/pve/qemu/500/template")).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/500/config")).data).toMatchObject({
        template: 1,
        scsi0: "local-lvm:base-500-disk-0,size=8G",
      });
      await api.task("POST", "/nodes/pve/qemu/500/clone", { newid: 501, full: 0 });
      expect(await api.task("DELETE", "/nodes/pve/qemu/500")).toBe(
        "base volume 'local-lvm:base-500-disk-0' is still in use by linked cloned",
      );
      expect(await api.task("DELETE", "/nodes/pve/qemu/501")).toBe("OK");
      expect(await api.task("DELETE", "/nodes/pve/qemu/500")).toBe("OK");
      expect((await api.get("/nodes/pve/storage/local-lvm/content?vmid=500")).data).toEqual([]);
    },
    { world: lab },
  );
});

test("what is protected or runs is not destroyed", async () => {
  await withSimulator(
    async (api) => {
      await api.put("/nodes/pve/qemu/500/config", { protection: 1 });
      expect(await api.delete("/nodes/pve/qemu/500")).toMatchObject({
        status: 500,
        reason: "can't remove VM 500 - protection mode enabled",
      });
      await api.put("/nodes/pve/qemu/500/config", { protection: 0 });
      await api.task("POST", "/nodes/pve/qemu/500/status/start");
      expect(await api.delete("/nodes/pve/qemu/500")).toMatchObject({
        status: 500,
        reason: "VM 500 is running - destroy failed",
      });
    },
    { world: lab },
  );
});

test("with its machine go its pool membership, its grants and its disks; others only when told", async () => {
  await withSimulator(
    async (api) => {
      await api.post("/pools", { poolid: "lab" });
      await api.put("/pools", { poolid: "lab", vms: "500" });
      await api.put("/access/acl", { path: "/vms/500", users: "root@pam", roles: "PVEAuditor" });
      await api.post("/nodes/pve/storage/local-lvm/content", { vmid: 500, filename: "vm-500-stray", size: "1G" });
      expect(await api.task("DELETE", "/nodes/pve/qemu/500/?purge=1")).toBe("OK");
      expect((await api.get("/pools?poolid=lab")).data[0].members).toEqual([]);
      expect((await api.get("/access/acl")).data).toEqual([]);
      expect((await api.get("/nodes/pve/storage/local-lvm/content?vmid=500")).data).toMatchObject([
        { volid: "local-lvm:vm-500-stray" },
      ]);
    },
    { world: lab },
  );
});

test("a clone of shared disks may be made for another node", async () => {
  await withSimulator(
    async (api) => {
      expect(await api.task("POST", "/nodes/pve/qemu/9030/clone", { newid: 100, target: "pve2" })).toBe("OK");
      expect((await api.get("/cluster/resources?type=vm")).data).toContainEqual(
        expect.objectContaining({ id: "qemu/100", node: "pve2", template: 0 }),
      );
      expect(await api.task("POST", "/nodes/pve2/qemu/100/status/start")).toBe("OK");
    },
    { world: lab },
  );
});
