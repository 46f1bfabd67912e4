import { expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

test("a full clone has disks, addresses and ids of its own, and is no template", async () => {
  await withSimulator(
    async (api) => {
      const template = (await api.get("/nodes/pve/qemu/9001/config")).data;
      expect(await api.task("POST", "/nodes/pve/qemu/9001/clone", { newid: 100, name: "web", full: 1 })).toBe("OK");
      const { data: copy } = await api.get("/nodes/pve/qemu/100/config");
      expect(copy).toMatchObject({
        name: "web",
        bios: "ovmf",
        machine: "q35",
        efidisk0: "local-lvm:vm-100-disk-0,efitype=4m,pre-enrolled-keys=1,size=4M",
        scsi0: "local-lvm:vm-100-disk-1,size=15G",
        ide2: "local-lvm:vm-100-cloudinit,media=cdrom,size=4M",
      });
      expect(copy).not.toHaveProperty("template");
      expect(copy).not.toHaveProperty("lock");
      for (const key of ["net0", "smbios1", "vmgenid"]) expect(copy[key]).not.toBe(template[key]);
    },
    { world: lab },
  );
});

test("linked clones are named as each type of storage names them", async () => {
  await withSimulator(
    async (api) => {
      const disks: string[] = [];
      for (const [vmid, template] of [
        [101, 9000],
        [102, 9010],
        [103, 9020],
      ] as const) {
        expect(await api.task("POST", `/nodes/pve/qemu/${template}/clone`, { newid: vmid, full: 0 })).toBe("OK");
        disks.push((await api.get(`/nodes/pve/qemu/${vmid}/config`)).data.scsi0);
      }
      expect(disks).toEqual([
        "local-lvm:vm-101-disk-0,size=10G",
        "tank:base-9010-disk-0/vm-102-disk-0,size=10G",
        "files:9020/base-9020-disk-0.qcow2/103/vm-103-disk-0.qcow2,size=10G",
      ]);
    },
    { world: lab },
  );
});

test("a clone without a name is called after its source", async () => {
  await withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 });
      expect((await api.get("/nodes/pve/qemu/100/config")).data.name).toBe("Copy-of-VM-debian13");
    },
    { world: lab },
  );
});

test.each([
  ["a number that is taken", { newid: 9001 }, "unable to create VM 9001: config file already exists"],
  [
    "a storage for a linked clone",
    { newid: 100, full: 0, storage: "tank" },
    "parameter 'storage' not allowed for linked clones",
  ],
  [
    "a format for a linked clone",
    { newid: 100, full: 0, format: "qcow2" },
    "parameter 'format' not allowed for linked clones",
  ],
  ["a storage that does not exist", { newid: 100, full: 1, storage: "none" }, "storage 'none' does not exist"],
  ["a snapshot that does not exist", { newid: 100, snapname: "before" }, "snapshot 'before' does not exist"],
  [
    "another node for local disks",
    { newid: 100, target: "pve2" },
    "can't clone VM to node 'pve2' (VM uses local storage)",
  ],
  ["a node that does not exist", { newid: 100, target: "pve9" }, "no such cluster node 'pve9'"],
])("%s is refused before a task starts", async (_, fields, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.post("/nodes/pve/qemu/9000/clone", fields)).toMatchObject({ status: 500, reason });
    },
    { world: lab },
  );
});

test("a machine that is no template cannot be linked to", async () => {
  await withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 100 });
      expect(await api.post("/nodes/pve/qemu/100/clone", { newid: 101, full: 0 })).toMatchObject({
        status: 500,
        reason: "Linked clone feature is not supported for 'local-lvm:vm-100-disk-0' (scsi0)",
      });
    },
    { world: lab },
  );
});

test("while it is copied a clone is locked, and when the copy fails nothing of it stays", async () => {
  await withSimulator(
    async (api, simulator) => {
      simulator.fault({ fault: "task-hangs", task: "qmclone" });
      const { data: upid } = await api.post("/nodes/pve/qemu/9000/clone", { newid: 100 });
      expect((await api.get("/nodes/pve/qemu/100/status/current")).data).toMatchObject({
        status: "stopped",
        lock: "clone",
      });
      expect(await api.put("/nodes/pve/qemu/100/config", { cores: 2 })).toMatchObject({
        status: 500,
        reason: "VM is locked (clone)",
      });
      await api.delete(`/nodes/pve/tasks/${upid}`);
      expect((await api.get(`/nodes/pve/tasks/${upid}/status`)).data).toMatchObject({
        status: "stopped",
        exitstatus: "clone failed: received interrupt",
      });
      expect((await api.get("/nodes/pve/qemu/100/config")).reason).toBe(
        "Configuration file 'nodes/pve/qemu-server/100.conf' does not exist",
      );
      expect((await api.get("/nodes/pve/storage/local-lvm/content?vmid=100")).data).toEqual([]);
    },
    { world: lab },
  );
});

test("a full storage fails the task in its own words and frees what was copied", async () => {
  await withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/9010/clone", { newid: 100, full: 1 });
      expect(await api.task("POST", "/nodes/pve/qemu/9010/clone", { newid: 101, full: 1 })).toBe(
        "clone failed: zfs error: cannot create 'tank/vm-101-disk-0': out of space",
      );
      expect((await api.get("/cluster/resources?type=vm")).data.map((one: { vmid: number }) => one.vmid)).not.toContain(
        101,
      );
    },
    { world: lab },
  );
});
