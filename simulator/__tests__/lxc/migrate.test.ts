import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";
import { at, lab, wanted } from "./lab.ts";

const options = { world: lab };

async function made(api: Api, fields: Record<string, string | number> = {}): Promise<void> {
  const exit = await api.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "local-lvm:4", ...fields });
  if (exit !== "OK") throw new Error(exit);
}

const migrate = (api: Api, fields: Record<string, string | number> = {}) =>
  api.task("POST", at(200, "/migrate"), { target: "forge", ...fields });
const there = async (api: Api) => (await api.get("/nodes/forge/lxc/200/config")).data;

test("a container moves with its volumes, to storages that were named", () =>
  withSimulator(async (api) => {
    await made(api, { mp0: "share:1,mp=/data" });
    expect((await api.get(at(200, "/migrate"))).data).toMatchObject({ running: 0, "allowed-nodes": ["forge"] });
    expect(await migrate(api, { "target-storage": "local-lvm:tank" })).toBe("OK");
    expect(await there(api)).toMatchObject({
      rootfs: "tank:subvol-200-disk-0,size=4G",
      mp0: "share:200/vm-200-disk-0.raw,mp=/data,size=1G",
    });
    expect((await api.get("/nodes/pve/storage/local-lvm/content")).data).toEqual([]);
    expect((await api.get(at(200, "/config"))).status).toBe(500);
  }, options));

test("a running one moves by a restart, and is up again over there", () =>
  withSimulator(async (api) => {
    await made(api, { start: 1 });
    expect((await api.post(at(200, "/migrate"), { target: "forge" })).message).toBe(
      "can't migrate running container without --online or --restart\n",
    );
    expect(await migrate(api, { online: 1 })).toBe("lxc live migration is currently not implemented");
    expect(await migrate(api, { restart: 1 })).toBe("OK");
    expect((await api.get("/nodes/forge/lxc/200/status/current")).data.status).toBe("running");
    expect(await there(api)).not.toHaveProperty("lock");
  }, options));

test("snapshots on thin LVM hold a container back, on ZFS they come along", () =>
  withSimulator(async (api) => {
    await made(api);
    await api.task("POST", at(200, "/snapshot"), { snapname: "then" });
    expect(await migrate(api)).toBe("migration aborted");
    expect((await api.get(at(200, "/config"))).data).not.toHaveProperty("lock");
    await api.task("DELETE", at(200));
    await made(api, { rootfs: "tank:4" });
    await api.task("POST", at(200, "/snapshot"), { snapname: "then" });
    expect(await migrate(api)).toBe("OK");
    expect(await api.task("POST", "/nodes/forge/lxc/200/snapshot/then/rollback")).toBe("OK");
  }, options));

test("what is bound from the host stays with the host, unless it is shared", () =>
  withSimulator(async (_, simulator) => {
    const root = await loggedIn(simulator);
    await made(root, { mp0: "/srv/media,mp=/media" });
    expect(await migrate(root)).toBe("cannot migrate local bind mount point 'mp0'");
    await root.put(at(200, "/config"), { mp0: "/srv/media,mp=/media,shared=1" });
    expect(await migrate(root)).toBe("OK");
    expect(await there(root)).toMatchObject({ mp0: "/srv/media,mp=/media,shared=1" });
    root.close();
  }, options));

test("to itself, and to nowhere, nothing moves", () =>
  withSimulator(async (api) => {
    await made(api);
    expect((await api.post(at(200, "/migrate"), { target: "pve" })).errors).toEqual({
      target: "target is local node.",
    });
    expect((await api.post(at(200, "/migrate"), { target: "none" })).message).toBe("no such cluster node 'none'\n");
  }, options));
