import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { at, lab, wanted } from "./lab.ts";

const options = { world: lab };

async function made(api: Api, fields: Record<string, string | number> = {}): Promise<void> {
  const net0 = "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:C8,ip=dhcp";
  const exit = await api.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "local-lvm:4", net0, ...fields });
  if (exit !== "OK") throw new Error(exit);
}

const config = async (api: Api) => (await api.get(at(200, "/config"))).data;
const pending = async (api: Api) =>
  (await api.get(at(200, "/pending"))).data.filter((item: object) => "pending" in item || "delete" in item);

test("a stopped container takes every change at once, and lets a volume go as unused", () =>
  withSimulator(async (api) => {
    await made(api);
    const changes = { memory: 1024, mp0: "local-lvm:2,mp=/data", nameserver: "1.1.1.1", tty: 4 };
    expect(await api.put(at(200, "/config"), changes)).toMatchObject({ status: 200, data: null });
    expect(await config(api)).toMatchObject({
      memory: 1024,
      mp0: "local-lvm:vm-200-disk-1,mp=/data,size=2G",
      nameserver: "1.1.1.1",
      tty: 4,
    });
    await api.put(at(200, "/config"), { delete: ["mp0", "tty", "debug"] });
    expect(await config(api)).toMatchObject({ unused0: "local-lvm:vm-200-disk-1" });
    expect(await config(api)).not.toHaveProperty("tty");
    await api.put(at(200, "/config"), { mp1: "local-lvm:vm-200-disk-1,mp=/again" });
    expect(await config(api)).not.toHaveProperty("unused0");
    await api.put(at(200, "/config"), { delete: "mp1" });
    await api.put(at(200, "/config"), { delete: "unused0" });
    expect((await api.get("/nodes/pve/storage/local-lvm/content")).data).toHaveLength(1);
  }, options));

test("a running container takes what can be plugged, the rest waits for its next start", () =>
  withSimulator(async (api) => {
    await made(api, { start: 1 });
    const changes = {
      memory: 1024,
      cores: 2,
      net1: "name=eth1,bridge=vmbr0",
      mp0: "local-lvm:1,mp=/data",
      tty: 4,
      features: "nesting=1",
    };
    expect((await api.put(at(200, "/config"), changes)).status).toBe(200);
    expect((await api.get(at(200, "/config?current=1"))).data).toMatchObject({
      memory: 1024,
      cores: 2,
      net1: expect.stringContaining("type=veth"),
      mp0: "local-lvm:vm-200-disk-1,mp=/data,size=1G",
    });
    expect(await pending(api)).toEqual([
      { key: "features", pending: "nesting=1" },
      { key: "tty", pending: 4 },
    ]);
    expect(await config(api)).toMatchObject({ tty: 4, features: "nesting=1" });
    await api.put(at(200, "/config"), { revert: "features", delete: "mp0" });
    expect(await pending(api)).toEqual([
      { key: "mp0", value: expect.any(String), delete: 1 },
      { key: "tty", pending: 4 },
    ]);
    expect(await api.task("POST", at(200, "/status/reboot"))).toBe("OK");
    expect(await pending(api)).toEqual([]);
    expect((await api.get(at(200, "/config?current=1"))).data).toMatchObject({
      tty: 4,
      unused0: "local-lvm:vm-200-disk-1",
    });
  }, options));

const refused: readonly (readonly [string, Record<string, string>, number, string])[] = [
  ["nothing", {}, 500, "no options specified\n"],
  ["deleting the root", { delete: "rootfs" }, 500, "unable to delete required option 'rootfs'\n"],
  ["deleting the memory", { delete: "memory" }, 500, "unable to delete required option 'memory'\n"],
  ["deleting what it is", { delete: "unprivileged" }, 500, "unable to delete read-only option: 'unprivileged'\n"],
  ["changing what it is", { unprivileged: "0" }, 500, "unable to modify read-only option: 'unprivileged'\n"],
  [
    "another's configuration",
    { memory: "64", digest: "0000000000000000000000000000000000000000" },
    500,
    "detected modified configuration - file changed by other user? Try again.\n",
  ],
  [
    "a storage that keeps no containers",
    { mp0: "images:1,mp=/data" },
    500,
    "storage 'images' does not allow content type 'rootdir' (Container)\n",
  ],
];

test.each(refused)("%s is refused and changes nothing", (_, fields, status, message) =>
  withSimulator(
    async (api) => {
      await made(api);
      const before = await config(api);
      expect(await api.put(at(200, "/config"), fields)).toMatchObject({ status, message });
      expect(await config(api)).toEqual(before);
    },
    {
      world: {
        ...lab,
        storages: [
          ...lab.storages,
          { id: "images", type: "dir", content: ["images"], options: { path: "/mnt/images" } },
        ],
      },
    },
  ));

test("an unknown option to delete, and one to set and to delete, are faults of the parameters", () =>
  withSimulator(async (api) => {
    await made(api);
    expect((await api.put(at(200, "/config"), { delete: "nothing" })).errors).toEqual({
      delete: "unknown option 'nothing'",
    });
    expect((await api.put(at(200, "/config"), { tty: 1, delete: "tty" })).errors).toEqual({
      delete: "you can't use '-tty' and -delete tty' at the same time",
    });
    expect((await api.put(at(200, "/config"), { ostemplate: "local:vztmpl/x.tar.zst" })).errors).toEqual({
      ostemplate: "property is not defined in schema and the schema does not allow additional properties",
    });
  }, options));

test("a volume that cannot be made is a fault of its parameter, and nothing is kept of the change", () =>
  withSimulator(async (api) => {
    await made(api);
    const reply = await api.put(at(200, "/config"), { memory: 1024, mp0: "thick:100,mp=/data" });
    expect(reply).toMatchObject({
      status: 400,
      errors: { mp0: expect.stringMatching(/^unable to apply pending change mp0 : /) },
    });
    expect(await config(api)).toMatchObject({ memory: 512 });
  }, options));

test("a file system grows, never shrinks, and its configuration tells", () =>
  withSimulator(async (api) => {
    await made(api);
    expect(await api.task("PUT", at(200, "/resize"), { disk: "rootfs", size: "+2G" })).toBe("OK");
    expect(await config(api)).toMatchObject({ rootfs: "local-lvm:vm-200-disk-0,size=6G" });
    const refusedResize = async (disk: string, size: string) =>
      (await api.put(at(200, "/resize"), { disk, size })).message;
    expect(await refusedResize("rootfs", "1G")).toBe("unable to shrink disk size\n");
    expect(await refusedResize("rootfs", "6G")).toBe("disk is already at specified size\n");
    expect((await api.put(at(200, "/resize"), { disk: "scsi0", size: "9G" })).status).toBe(400);
  }, options));

test("a volume moves to another storage, the old one stays as unused or goes", () =>
  withSimulator(async (api) => {
    await made(api, { mp0: "local-lvm:1,mp=/data" });
    expect(await api.task("POST", at(200, "/move_volume"), { volume: "mp0", storage: "tank" })).toBe("OK");
    expect(await config(api)).toMatchObject({
      mp0: "tank:subvol-200-disk-0,mp=/data,size=1G",
      unused0: "local-lvm:vm-200-disk-1",
    });
    expect(await api.task("POST", at(200, "/move_volume"), { volume: "rootfs", storage: "tank", delete: 1 })).toBe(
      "OK",
    );
    expect(await config(api)).toMatchObject({ rootfs: "tank:subvol-200-disk-1,size=4G" });
    await api.task("POST", at(200, "/status/start"));
    expect((await api.post(at(200, "/move_volume"), { volume: "mp0", storage: "local-lvm" })).message).toBe(
      "cannot move volumes of a running container\n",
    );
  }, options));

test("a volume is given to another container", () =>
  withSimulator(async (api) => {
    await made(api, { mp0: "local-lvm:1,mp=/data" });
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid: 201 });
    const gift = { volume: "mp0", "target-vmid": 201 };
    const reply = await api.post(at(200, "/move_volume"), gift);
    expect(reply.data).toContain(":move_volume:200-mp0>201-mp0:");
    expect(await config(api)).not.toHaveProperty("mp0");
    expect((await api.get(at(201, "/config"))).data.mp0).toBe("local-lvm:vm-201-disk-1,mp=/data,size=1G");
    expect((await api.post(at(200, "/move_volume"), { volume: "rootfs", "target-vmid": 201 })).message).toBe(
      "Cannot move to/from 'rootfs'\n",
    );
  }, options));
