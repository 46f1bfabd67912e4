import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";
import { at, lab, wanted } from "./lab.ts";

const options = { world: lab };

async function made(api: Api, fields: Record<string, string | number> = {}): Promise<void> {
  const exit = await api.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "local-lvm:4", ...fields });
  if (exit !== "OK") throw new Error(exit);
}

const take = (api: Api, snapname: string, more: Record<string, string> = {}) =>
  api.task("POST", at(200, "/snapshot"), { snapname, ...more });
const list = async (api: Api) => (await api.get(at(200, "/snapshot"))).data;
const config = async (api: Api) => (await api.get(at(200, "/config"))).data;

test("snapshots form a tree, and a container goes back along it", () =>
  withSimulator(async (api) => {
    await made(api, { description: "first" });
    expect(await take(api, "clean", { description: "as installed" })).toBe("OK");
    await api.put(at(200, "/config"), { memory: 1024, description: "second" });
    await api.task("PUT", at(200, "/resize"), { disk: "rootfs", size: "6G" });
    expect(await take(api, "grown")).toBe("OK");
    expect(await list(api)).toMatchObject([
      { name: "clean", description: "as installed", snaptime: expect.any(Number) },
      { name: "grown", description: "", parent: "clean" },
      { name: "current", description: "You are here!", running: 0, parent: "grown" },
    ]);
    expect((await api.get(at(200, "/snapshot/clean/config"))).data).toMatchObject({
      memory: 512,
      description: "as installed",
    });
    expect((await api.get(at(200, "/config?snapshot=clean"))).data).toMatchObject({ memory: 512 });
    expect(await api.task("POST", at(200, "/snapshot/clean/rollback"), { start: 1 })).toBe("OK");
    expect(await config(api)).toMatchObject({
      memory: 512,
      description: "second\n",
      parent: "clean",
      rootfs: "local-lvm:vm-200-disk-0,size=4G",
    });
    expect((await api.get(at(200, "/status/current"))).data.status).toBe("running");
    expect((await api.get("/nodes/pve/storage/local-lvm/content")).data[0].size).toBe(4 * 1024 ** 3);
    expect(await api.task("DELETE", at(200, "/snapshot/clean"))).toBe("OK");
    expect(await list(api)).toEqual([
      expect.not.objectContaining({ parent: expect.anything() }),
      expect.not.objectContaining({ parent: expect.anything() }),
    ]);
  }, options));

test("a volume that came after the snapshot is kept as unused, one that left comes back", () =>
  withSimulator(async (api) => {
    await made(api, { mp0: "local-lvm:1,mp=/old" });
    await take(api, "before");
    await api.put(at(200, "/config"), { delete: "mp0" });
    expect(await config(api)).not.toHaveProperty("unused0");
    await api.put(at(200, "/config"), { mp1: "local-lvm:1,mp=/new" });
    await api.task("POST", at(200, "/snapshot/before/rollback"));
    expect(await config(api)).toMatchObject({
      mp0: expect.stringContaining("disk-1"),
      unused0: "local-lvm:vm-200-disk-2",
    });
    expect(await config(api)).not.toHaveProperty("mp1");
  }, options));

test("deleting a snapshot keeps a volume that it alone knew as unused", () =>
  withSimulator(async (api) => {
    await made(api, { mp0: "local-lvm:1,mp=/old" });
    await take(api, "before");
    await api.put(at(200, "/config"), { delete: "mp0" });
    expect(await api.task("DELETE", at(200, "/snapshot/before"))).toBe("OK");
    expect(await config(api)).toMatchObject({ unused0: "local-lvm:vm-200-disk-1" });
  }, options));

test("a container with a bind mount has no snapshots", () =>
  withSimulator(async (_, simulator) => {
    const root = await loggedIn(simulator);
    await made(root, { mp0: "/srv/media,mp=/media" });
    expect(await take(root, "none")).toBe("snapshot feature is not available");
    expect((await root.get(at(200, "/feature?feature=snapshot"))).data).toEqual({ hasFeature: 0 });
    expect(await list(root)).toHaveLength(1);
    expect(await config(root)).not.toHaveProperty("lock");
    root.close();
  }, options));

test.each([
  ["local:4", "files", "snapshot feature is not available"],
  ["thick:4", "thick LVM", "snapshot feature is not available"],
  ["tank:4", "ZFS", "OK"],
  ["local-lvm:4", "thin LVM", "OK"],
])("on %s, on %s, a snapshot ends with: %s", (rootfs, _, exit) =>
  withSimulator(async (api) => {
    await made(api, { rootfs });
    expect(await take(api, "first")).toBe(exit);
  }, options));

test("ZFS goes back to the last snapshot alone", () =>
  withSimulator(async (api) => {
    await made(api, { rootfs: "tank:4" });
    await take(api, "first");
    await take(api, "second");
    expect(await api.task("POST", at(200, "/snapshot/first/rollback"))).toBe(
      "can't rollback, 'first' is not most recent snapshot on 'tank:subvol-200-disk-0'",
    );
    expect(await api.task("POST", at(200, "/snapshot/second/rollback"))).toBe("OK");
  }, options));

test("names that are taken, reserved or unknown are refused", () =>
  withSimulator(async (api) => {
    await made(api);
    await take(api, "first");
    expect(await take(api, "first")).toBe("snapshot name 'first' already used");
    expect((await api.post(at(200, "/snapshot"), { snapname: "current" })).message).toBe(
      "unable to use snapshot name 'current' (reserved name)\n",
    );
    expect((await api.post(at(200, "/snapshot"), { snapname: "vzdump" })).message).toBe(
      "unable to use snapshot name 'vzdump' (reserved name)\n",
    );
    expect((await api.get(at(200, "/snapshot/none/config"))).message).toBe("snapshot 'none' does not exist\n");
    expect(await api.task("POST", at(200, "/snapshot/none/rollback"))).toBe("snapshot 'none' does not exist");
    expect((await api.put(at(200, "/snapshot/first/config"), { description: "told" })).status).toBe(200);
    expect((await list(api))[0].description).toBe("told");
    expect(await api.task("POST", at(200, "/template"), {}).catch((error: Error) => error.message)).toContain(
      "unable to create template, because CT contains snapshots",
    );
  }, options));
