import { expect, test } from "@jest/globals";
import type { World } from "../../src/index.ts";
import { type Api, withSimulator } from "../api.ts";

const disk = (letter: string) => ({ device: `/dev/sd${letter}`, size: "1TiB" });
const world: World = {
  nodes: [
    { name: "pve", disks: [{ device: "/dev/nvme0n1", size: "500GiB", used: "LVM" }, ..."abcd".split("").map(disk)] },
  ],
  storages: [],
};
const path = "/nodes/pve/disks";
const terabyte = 1024 ** 4;

const unused = async (api: Api): Promise<string[]> =>
  (await api.get(`${path}/list?type=unused`)).data.map(({ devpath }: { devpath: string }) => devpath);

test("a pool takes its disks, brings its storage, and gives both back", async () => {
  await withSimulator(
    async (api) => {
      expect(await unused(api)).toEqual(["/dev/sda", "/dev/sdb", "/dev/sdc", "/dev/sdd"]);
      const pool = { name: "tank", devices: "/dev/sda,/dev/sdb,/dev/sdc", raidlevel: "raidz", add_storage: 1 };
      expect(await api.task("POST", `${path}/zfs`, pool)).toBe("OK");
      expect((await api.get(`${path}/zfs`)).data).toMatchObject([
        { name: "tank", size: 2 * terabyte, health: "ONLINE" },
      ]);
      const { data } = await api.get(`${path}/zfs/tank`);
      expect(data.children[0].children[0]).toMatchObject({
        name: "raidz1-0",
        children: [{ name: "/dev/sda1" }, {}, {}],
      });
      expect(await unused(api)).toEqual(["/dev/sdd"]);
      expect((await api.get("/storage/tank")).data).toMatchObject({ type: "zfspool", pool: "tank", nodes: "pve" });
      expect(await api.task("DELETE", `${path}/zfs/tank?cleanup-config=1&cleanup-disks=1`)).toBe("OK");
      expect(await unused(api)).toHaveLength(4);
      expect((await api.get("/storage/tank")).status).toBe(500);
      expect((await api.get(`${path}/zfs/tank`)).reason).toContain("no such pool");
    },
    { world },
  );
});

test("a directory, a volume group and a thin pool are made of a disk each", async () => {
  await withSimulator(
    async (api) => {
      const make = (kind: string, name: string, device: string) =>
        api.task("POST", `${path}/${kind}`, { name, device, add_storage: 1 });
      expect(await make("directory", "backups", "/dev/sda")).toBe("OK");
      expect(await make("lvm", "fast", "/dev/sdb")).toBe("OK");
      expect(await make("lvmthin", "thin", "/dev/sdc")).toBe("OK");
      expect((await api.get(`${path}/directory`)).data).toMatchObject([{ path: "/mnt/pve/backups", type: "ext4" }]);
      expect((await api.get(`${path}/lvm`)).data.children.map(({ name }: { name: string }) => name)).toContain("fast");
      expect((await api.get(`${path}/lvmthin`)).data).toMatchObject([{ lv: "thin", lv_size: terabyte }]);
      const { data } = await api.get("/nodes/pve/storage");
      expect(data.map(({ storage }: { storage: string }) => storage).sort()).toEqual(["backups", "fast", "thin"]);
      expect(await api.task("DELETE", `${path}/directory/backups`)).toBe("OK");
      expect(await api.task("DELETE", `${path}/directory/backups`)).toBe(
        "command 'systemctl stop mnt-pve-backups.mount' failed: exit code 5",
      );
      // Its partition table is left, so that it is not taken for empty.
      expect(await unused(api)).toEqual(["/dev/sdd"]);
    },
    { world },
  );
});

const pool = { name: "tank", raidlevel: "mirror", devices: "/dev/sda,/dev/sdb" };
test.each([
  ["a disk that is in use", { ...pool, devices: "/dev/nvme0n1,/dev/sda" }, "device '/dev/nvme0n1' is already in use"],
  ["no disk", { ...pool, devices: "/dev/sdz,/dev/sda" }, "not a valid block device"],
  ["too few disks", { ...pool, raidlevel: "raidz2" }, "raidz2 needs at least 4 disks"],
  ["two disks alone", { ...pool, raidlevel: "single" }, "please give only one disk for single disk mode"],
  [
    "a layout of another level",
    { ...pool, "draid-config": "data=2,spares=1" },
    "draid-config set without using dRAID level",
  ],
])("a pool of %s is refused in Proxmox's words", async (_, given, reason) => {
  await withSimulator(
    async (api) => {
      expect(await api.post(`${path}/zfs`, given)).toMatchObject({ status: 500, reason });
    },
    { world },
  );
});

test("a disk tells how it is", async () => {
  await withSimulator(async (api) => {
    expect((await api.get(`${path}/smart?disk=/dev/sda`)).data).toMatchObject({ health: "PASSED", type: "ata" });
    expect((await api.get(`${path}/smart?disk=/dev/nvme0n1&healthonly=1`)).data).toEqual({ health: "PASSED" });
    expect(await api.task("POST", `${path}/initgpt`, { disk: "/dev/sda" })).toBe("OK");
    const { data } = await api.get(`${path}/list`);
    expect(data.find(({ devpath }: { devpath: string }) => devpath === "/dev/sda")).toMatchObject({
      gpt: 1,
      type: "hdd",
    });
  });
});
