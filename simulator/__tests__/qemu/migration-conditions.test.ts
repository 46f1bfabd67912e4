import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";

const machine = "/nodes/pve/qemu/500";

test("a machine tells where it may go, and which disks and devices stand in the way", () =>
  withSimulator(
    async (_, simulator) => {
      const api = await loggedIn(simulator);
      const before = (await api.get(`${machine}/migrate`)).data;
      expect(before).toMatchObject({
        running: 0,
        allowed_nodes: ["pve2"],
        not_allowed_nodes: { pve2: {} },
        local_disks: [{ volid: "local-lvm:vm-500-disk-0", size: 8 * 1024 ** 3, cdrom: 0, is_unused: 0 }],
        local_resources: [],
      });
      await api.put(`${machine}/config`, { scsi1: "tank:1", serial0: "/dev/ttyS0", usb0: "host=spice" });
      await api.task("POST", `${machine}/status/start`);
      const after = (await api.get(`${machine}/migrate?target=pve2`)).data;
      expect(after).toMatchObject({
        running: 1,
        allowed_nodes: [],
        not_allowed_nodes: { pve2: { unavailable_storages: ["tank"] } },
        local_resources: ["serial0"],
        "mapped-resources": [],
      });
      expect(after.local_disks).toHaveLength(2);
      api.close();
    },
    { world: lab },
  ));

test("of each local volume stands what it is for, with those of snapshots and those that are not attached", () =>
  withSimulator(
    async (api) => {
      await api.task("POST", "/nodes/pve/qemu/9000/clone", { newid: 600 });
      const clone = "/nodes/pve/qemu/600";
      await api.put(`${clone}/config`, {
        scsi1: "local-lvm:1,replicate=0",
        scsi2: "share:1,format=qcow2",
        ide0: "none,media=cdrom",
      });
      expect(await api.task("POST", `${clone}/snapshot`, { snapname: "before" })).toBe("OK");
      await api.put(`${clone}/config`, { delete: "scsi1" });
      const { local_disks } = (await api.get(`${clone}/migrate`)).data;
      const alike = { is_vmstate: 0, is_tpmstate: 0, shared: 0, referenced_in_snapshot: { before: 1 } };
      expect(local_disks).toEqual([
        {
          ...alike,
          volid: "local-lvm:vm-600-cloudinit",
          drivename: "ide2",
          size: 4 * 1024 ** 2,
          cdrom: 1,
          is_cloudinit: 1,
          replicate: 1,
          is_unused: 0,
          is_attached: 1,
        },
        {
          ...alike,
          volid: "local-lvm:vm-600-disk-0",
          drivename: "scsi0",
          size: 10 * 1024 ** 3,
          cdrom: 0,
          is_cloudinit: 0,
          replicate: 1,
          is_unused: 0,
          is_attached: 1,
        },
        {
          ...alike,
          volid: "local-lvm:vm-600-disk-1",
          drivename: "scsi1",
          size: 1024 ** 3,
          cdrom: 0,
          is_cloudinit: 0,
          replicate: 1,
          is_unused: 1,
          is_attached: 0,
        },
      ]);
    },
    { world: lab },
  ));

test("nothing is told of a machine that is locked", () =>
  withSimulator(
    async (api, simulator) => {
      simulator.fault({ fault: "lock-held", vmid: 500, lock: "backup" });
      expect((await api.get(`${machine}/migrate`)).reason).toBe("VM is locked (backup)");
    },
    { world: lab },
  ));
