import { describe, expect, test } from "@jest/globals";
import { withSimulator } from "../api.ts";
import { lab } from "../worlds.ts";
import { qcow2, tar, vmdk } from "./images.ts";

const world = { world: lab };
const gib = 1024 ** 3;
const upload = "/nodes/pve/storage/local/upload";

describe("an image that was uploaded", () => {
  test("has its own bytes, and the size that a guest sees", async () => {
    await withSimulator(async (api) => {
      const content = qcow2(3 * gib);
      expect(await api.upload(upload, { content: "import" }, { name: "disk.qcow2", content })).toBe("OK");
      expect(await api.upload(upload, { content: "import" }, { name: "disk.vmdk", content: vmdk(2 * gib) })).toBe("OK");
      expect((await api.get("/nodes/pve/storage/local/content")).data).toMatchObject([
        { volid: "local:import/disk.qcow2", format: "qcow2", size: content.length },
        { volid: "local:import/disk.vmdk", format: "vmdk", size: 1024 },
      ]);
      expect((await api.get("/nodes/pve/storage/local/content/import%2Fdisk.qcow2")).data).toEqual({
        path: "/var/lib/vz/import/disk.qcow2",
        size: 3 * gib,
        used: content.length,
        format: "qcow2",
      });
    }, world);
  });

  test.each([
    [
      "that is of another format",
      "disk.qcow2",
      Buffer.from("plain"),
      "qemu-img: Could not open 'disk.qcow2': Image is not in qcow2 format",
    ],
    [
      "that stands on another",
      "disk.qcow2",
      qcow2(gib, 9),
      "backing file not allowed for untrusted image 'disk.qcow2'!",
    ],
    [
      "of a machine without a description",
      "vm.ova",
      tar("disk.vmdk", vmdk(gib)),
      "ova archive has no .ovf file inside",
    ],
  ])("%s is refused, and nothing stays", async (_, name, content, why) => {
    await withSimulator(async (api) => {
      expect(await api.upload(upload, { content: "import" }, { name, content })).toBe(why);
      expect((await api.get("/nodes/pve/storage/local/content")).data).toEqual([]);
    }, world);
  });

  test("of a machine with a description is taken", async () => {
    await withSimulator(async (api) => {
      const content = Buffer.concat([
        tar("a.vmdk", vmdk(gib)).subarray(0, 1536),
        tar("vm.ovf", Buffer.from("<Envelope/>")),
      ]);
      expect(await api.upload(upload, { content: "import" }, { name: "vm.ova", content })).toBe("OK");
    }, world);
  });

  test("that does not fit is refused, and nothing stays", async () => {
    const [local, ...others] = lab.storages;
    const small = { ...lab, storages: [{ ...local, size: "1KiB" } as (typeof lab.storages)[0], ...others] };
    await withSimulator(
      async (api) => {
        const content = Buffer.alloc(2000);
        expect(await api.upload(upload, { content: "iso" }, { name: "big.iso", content })).toBe(
          "import failed: cp: error writing '/var/lib/vz/template/iso/big.iso': No space left on device",
        );
        expect((await api.get("/nodes/pve/storage/local/status")).data).toMatchObject({ used: 0, total: 1024 });
      },
      { world: small },
    );
  });
});

describe("a volume that is allocated", () => {
  test.each([
    ["a guest's name on thin LVM", "local-lvm", { filename: "vm-500-data", size: "2G" }, 200, "local-lvm:vm-500-data"],
    ["a file", "files", { filename: "vm-500-data.qcow2", size: "2048" }, 200, "files:500/vm-500-data.qcow2"],
    [
      "another guest's name",
      "tank",
      { filename: "vm-501-data", size: "2G" },
      500,
      "illegal name 'vm-501-data' - should be 'vm-500-*'",
    ],
    [
      "a file without an ending",
      "files",
      { filename: "data", size: "2G" },
      500,
      "unable to parse volume filename 'data'",
    ],
    [
      "two formats",
      "files",
      { filename: "vm-500-d.raw", size: "1", format: "qcow2" },
      400,
      "Parameter verification failed.",
    ],
    [
      "more than there is",
      "tank",
      { filename: "vm-500-data", size: "30G" },
      500,
      "zfs error: cannot create 'tank/vm-500-data': out of space",
    ],
    [
      "a name that is taken",
      "local-lvm",
      { filename: "vm-500-disk-0", size: "1G" },
      500,
      'lvcreate \'pve/vm-500-disk-0\' error:   Logical Volume "vm-500-disk-0" already exists in volume group "pve"',
    ],
  ])("by %s is answered as Proxmox does", async (_, storage, given, status, said) => {
    await withSimulator(async (api) => {
      const reply = await api.post(`/nodes/pve/storage/${storage}/content`, { vmid: 500, ...given });
      expect(reply.status === 200 ? reply.data : reply.reason).toBe(said);
      expect(reply.status).toBe(status);
    }, world);
  });

  test("on LVM takes all its room, and is refused where that is not there", async () => {
    await withSimulator(async (api) => {
      await api.post("/storage", { storage: "thick", type: "lvm", vgname: "vg0" });
      const at = "/nodes/pve/storage/thick/content";
      await api.post(at, { vmid: 500, filename: "vm-500-a", size: "90G" });
      expect((await api.get("/nodes/pve/storage/thick/status")).data.used).toBe(90 * gib);
      expect((await api.post(at, { vmid: 500, filename: "vm-500-b", size: "11G" })).reason).toBe(
        "not enough free space (10485760 < 11534336)",
      );
    }, world);
  });
});

test("what is not there is removed without complaint, as from a folder", async () => {
  await withSimulator(async (api) => {
    const { data: upid } = await api.delete("/nodes/pve/storage/local/content/iso%2Fno.iso");
    expect(upid).toContain(":imgdel:local:");
    expect(await api.ended(upid)).toBe("OK");
    const log = (await api.get(`/nodes/pve/tasks/${encodeURIComponent(upid)}/log`)).data;
    expect(log[0].t).toBe("disk image '/var/lib/vz/template/iso/no.iso' does not exist");
  }, world);
});

test("only backups have notes and protection", async () => {
  await withSimulator(async (api) => {
    await api.upload(upload, { content: "iso" }, { name: "a.iso", content: Buffer.from("x") });
    const volume = "/nodes/pve/storage/local/content/iso%2Fa.iso";
    expect((await api.put(volume, { notes: "mine" })).reason).toBe("only backups can have notes");
    expect((await api.put(volume, { protected: 1 })).reason).toBe("only backups support attribute 'protected'");
    const disk = "/nodes/pve/storage/local-lvm/content/vm-500-disk-0";
    expect((await api.put(disk, { notes: "mine" })).reason).toBe(
      "attribute 'notes' is not supported for storage type 'lvmthin'",
    );
  }, world);
});

test("a linked clone names its base as its storage does", async () => {
  await withSimulator(async (api) => {
    for (const [vmid, newid] of [
      [9010, 201],
      [9020, 202],
    ]) {
      expect(await api.task("POST", `/nodes/pve/qemu/${vmid}/clone`, { newid: newid ?? 0, full: 0 })).toBe("OK");
    }
    const parents = async (storage: string) =>
      (await api.get(`/nodes/pve/storage/${storage}/content`)).data.flatMap(
        (one: { parent?: string }) => one.parent ?? [],
      );
    expect(await parents("tank")).toEqual(["base-9010-disk-0@__base__"]);
    expect(await parents("files")).toEqual(["../9020/base-9020-disk-0.qcow2"]);
  }, world);
});
