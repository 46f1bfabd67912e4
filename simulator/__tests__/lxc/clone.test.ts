import { expect, test } from "@jest/globals";
import { loggedIn } from "../access/login.ts";
import { type Api, withSimulator } from "../api.ts";
import { at, lab, wanted } from "./lab.ts";

const options = { world: lab };

async function made(api: Api, fields: Record<string, string | number> = {}): Promise<void> {
  const net0 = "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:C8,ip=dhcp";
  const exit = await api.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "local-lvm:4", net0, ...fields });
  if (exit !== "OK") throw new Error(exit);
}

const clone = (api: Api, fields: Record<string, string | number>) =>
  api.task("POST", at(200, "/clone"), { newid: 201, ...fields });
const config = async (api: Api, vmid: number) => (await api.get(at(vmid, "/config"))).data;

test("a full clone has its own volumes and MAC address, and none of the template", () =>
  withSimulator(async (api) => {
    await made(api, { mp0: "tank:1,mp=/data", tags: "web", features: "nesting=1" });
    await api.post("/pools", { poolid: "lab" });
    expect(await clone(api, { hostname: "copy", pool: "lab", description: "a copy" })).toBe("OK");
    const [source, copy] = [await config(api, 200), await config(api, 201)];
    expect(copy).toMatchObject({
      hostname: "copy",
      description: "a copy\n",
      rootfs: "local-lvm:vm-201-disk-0,size=4G",
      mp0: "tank:subvol-201-disk-0,mp=/data,size=1G",
      tags: "web",
      features: "nesting=1",
      unprivileged: 1,
    });
    expect(copy.net0).not.toBe(source.net0);
    expect(copy.net0.replace(/hwaddr=[^,]+/, "")).toBe(source.net0.replace(/hwaddr=[^,]+/, ""));
    expect([source.lock, copy.lock]).toEqual([undefined, undefined]);
    expect((await api.get("/pools?poolid=lab")).data[0].members).toMatchObject([{ vmid: 201 }]);
  }, options));

test("a template is cloned by link where the storage can, and stays while it is used", () =>
  withSimulator(async (api) => {
    await made(api, { rootfs: "tank:4" });
    expect((await api.post(at(200, "/template"))).data).toBeNull();
    expect(await config(api, 200)).toMatchObject({ template: 1, rootfs: "tank:basevol-200-disk-0,size=4G" });
    expect((await api.post(at(200, "/template"))).message).toBe("you can't convert a template to a template\n");
    expect(await clone(api, {})).toBe("OK");
    expect((await config(api, 201)).rootfs).toBe("tank:basevol-200-disk-0/subvol-201-disk-0,size=4G");
    expect(await api.task("DELETE", at(200))).toMatch(/still in use/);
    expect(await api.task("DELETE", at(201))).toBe("OK");
    expect(await api.task("DELETE", at(200))).toBe("OK");
    expect((await api.get("/nodes/pve/storage/tank/content")).data).toEqual([]);
  }, options));

test.each([
  [
    "a container that is no template",
    { full: 0 },
    "Linked clone feature for 'local-lvm:vm-200-disk-0' is not available",
  ],
  [
    "another storage for a linked clone",
    { full: 0, storage: "tank" },
    "parameter 'storage' not allowed for linked clones",
  ],
  ["another node, from a local storage", { target: "forge" }, "can't clone CT to node 'forge' (CT uses local storage)"],
  [
    "another node, to a local storage",
    { target: "forge", storage: "tank" },
    "can't clone to non-shared storage 'tank'",
  ],
  ["a snapshot that there is not", { snapname: "none" }, "snapshot 'none' does not exist"],
  ["a number that is taken", { newid: 200 }, "CT 200 already exists on node 'pve'"],
])("%s is refused", (_, fields, message) =>
  withSimulator(async (api) => {
    await made(api);
    expect((await api.post(at(200, "/clone"), { newid: 201, ...fields })).message).toBe(`${message}\n`);
    expect(await config(api, 200)).not.toHaveProperty("lock");
  }, options));

test("a running container is cloned from a snapshot alone, as it was then", () =>
  withSimulator(async (api) => {
    await made(api);
    await api.task("POST", at(200, "/snapshot"), { snapname: "then" });
    await api.put(at(200, "/config"), { memory: 1024 });
    await api.task("POST", at(200, "/status/start"));
    expect((await api.post(at(200, "/clone"), { newid: 201 })).message).toBe(
      "Full clone of a running container is only possible from a snapshot\n",
    );
    expect(await clone(api, { snapname: "then" })).toBe("OK");
    const { snaptime, parent, memory } = await config(api, 201);
    expect({ snaptime, parent, memory }).toEqual({ snaptime: undefined, parent: undefined, memory: 512 });
  }, options));

test("what is bound from the host is not cloned", () =>
  withSimulator(async (_, simulator) => {
    const root = await loggedIn(simulator);
    await made(root, { mp0: "/srv/media,mp=/media" });
    expect((await root.post(at(200, "/clone"), { newid: 201 })).message).toBe(
      "unable to clone mountpoint 'mp0' (type bind)\n",
    );
    root.close();
  }, options));

test("a clone of a storage that all nodes see may begin on another node", () =>
  withSimulator(async (api) => {
    await made(api, { rootfs: "share:4" });
    expect(await clone(api, { target: "forge" })).toBe("OK");
    expect((await api.get("/nodes/forge/lxc")).data).toMatchObject([{ vmid: 201, name: "CT200" }]);
  }, options));
