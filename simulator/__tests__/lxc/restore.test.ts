import { expect, test } from "@jest/globals";
import { guests } from "../../src/guests/guest.ts";
import { loggedIn } from "../access/login.ts";
import { Api, withSimulator } from "../api.ts";
import { at, lab, opsToken, wanted } from "./lab.ts";

const options = { world: lab };
const net0 = "name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:C8,ip=dhcp";
const restored = (ostemplate: string) => ({ vmid: 201, ostemplate, restore: 1, storage: "tank" });

/** Backs up container 200 on `local`. @returns the archive */
async function backedUp(api: Api): Promise<string> {
  await api.task("POST", "/nodes/pve/vzdump", { vmid: 200, storage: "local", mode: "stop" });
  return (await api.get("/nodes/pve/storage/local/content?content=backup")).data[0].volid;
}

const config = async (api: Api, vmid: number) => (await api.get(at(vmid, "/config"))).data;

test("a backup becomes a container again, on the storage that was named", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/lxc", {
      ...wanted,
      net0,
      rootfs: "local-lvm:4",
      mp0: "local-lvm:1,mp=/data,backup=1",
      tags: "web",
      features: "nesting=1",
    });
    const restore = restored(await backedUp(api));
    const reply = await api.post("/nodes/pve/lxc", { ...restore, hostname: "again" });
    expect(reply.data).toContain(":vzrestore:201:");
    expect(await config(api, 201)).toMatchObject({
      hostname: "again",
      rootfs: "tank:subvol-201-disk-0,size=4G",
      mp0: "tank:subvol-201-disk-1,mp=/data,backup=1,size=1G",
      net0: `${net0},type=veth`,
      tags: "web",
      features: "nesting=1",
      unprivileged: 1,
    });
    expect(await api.task("POST", "/nodes/pve/lxc", { ...restore, vmid: 202, unique: 1, rootfs: "local-lvm:8" })).toBe(
      "OK",
    );
    const other = await config(api, 202);
    expect(other).toMatchObject({ rootfs: "local-lvm:vm-202-disk-0,size=8G" });
    expect(other).not.toHaveProperty("mp0");
    expect(other.net0).not.toBe(`${net0},type=veth`);
  }, options));

test("a container is overwritten only when it is said so, and only while it is stopped", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, net0, start: 1 });
    const restore = restored(await backedUp(api));
    const over = { ...restore, vmid: 200, storage: "local-lvm" };
    expect((await api.post("/nodes/pve/lxc", over)).message).toBe("CT 200 already exists on node 'pve'\n");
    expect((await api.post("/nodes/pve/lxc", { ...over, force: 1 })).message).toBe(
      "can't overwrite running container\n",
    );
    await api.task("POST", at(200, "/status/stop"));
    await api.put(at(200, "/config"), { memory: 2048 });
    expect(await api.task("POST", "/nodes/pve/lxc", { ...over, force: 1 })).toBe("OK");
    expect(await config(api, 200)).toMatchObject({ memory: 512, rootfs: "local-lvm:vm-200-disk-1,size=4G" });
    expect((await api.get("/nodes/pve/storage/local-lvm/content")).data).toHaveLength(1);
  }, options));

test("a restore that fails on what the backup holds leaves the container as it was, one that finds no room takes it away", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/lxc", wanted);
    const restore = { ...restored(await backedUp(api)), vmid: 200, force: 1 };
    const before = await config(api, 200);
    const strange = restore.ostemplate.replace("-200-", "-300-");
    expect(await api.task("POST", "/nodes/pve/lxc", { ...restore, ostemplate: strange })).toBe(
      `unable to restore CT 200 - volume '${strange}' does not exist`,
    );
    expect(await config(api, 200)).toEqual(before);
    const exit = await api.task("POST", "/nodes/pve/lxc", { ...restore, rootfs: "thick:40" });
    expect(exit).toMatch(/^unable to restore CT 200 - not enough free space/);
    expect((await api.get("/cluster/resources?type=vm")).data).toEqual([]);
    expect((await api.get("/nodes/pve/storage/local-lvm/content")).data).toHaveLength(1);
  }, options));

test("what the backup bound from the host only root@pam brings back, with LXC's own options", () =>
  withSimulator(async (api, simulator) => {
    const root = await loggedIn(simulator);
    await root.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "local-lvm:4", mp0: "/srv/media,mp=/media" });
    simulator.cluster.state.change(() => {
      const table = simulator.cluster.state.table(guests);
      const guest = table.get(200);
      if (guest) table.put(200, { ...guest, config: { ...guest.config, lxc: "lxc.idmap: u 0 100000 65536" } });
    });
    const restore = restored(await backedUp(api));
    expect(await api.task("POST", "/nodes/pve/lxc", restore)).toBe(
      "unable to restore CT 201 - restoring 'mp0' to bind mount is only possible for root",
    );
    expect(await api.task("POST", "/nodes/pve/lxc", { ...restore, rootfs: "tank:4" })).toBe("WARNINGS: 1");
    expect(await config(api, 201)).not.toHaveProperty("lxc");
    expect(await root.task("POST", "/nodes/pve/lxc", { ...restore, vmid: 202 })).toBe("OK");
    expect(await config(root, 202)).toMatchObject({
      mp0: "/srv/media,mp=/media",
      lxc: [["lxc.idmap", "u 0 100000 65536"]],
    });
    root.close();
  }, options));

test("who may back up a container may restore it over itself, but neither take its bounds away nor bring its firewall back", () =>
  withSimulator(
    async (api, simulator) => {
      await api.task("POST", "/nodes/pve/lxc", wanted);
      const firewall = at(200, "/firewall/options");
      await api.put(firewall, { enable: 1 });
      const restore = restored(await backedUp(api));
      await api.put(firewall, { enable: 0 });
      const keeper = new Api(simulator, opsToken);
      const over = { ...restore, vmid: 200, force: 1 };
      expect(await keeper.task("POST", "/nodes/pve/lxc", over)).toBe("OK");
      expect((await api.get(firewall)).data).toMatchObject({ enable: 0 });
      expect(await api.task("POST", "/nodes/pve/lxc", over)).toBe("OK");
      expect((await api.get(firewall)).data).toMatchObject({ enable: 1 });
      expect((await keeper.post("/nodes/pve/lxc", { ...over, unprivileged: 0 })).message).toBe(
        "Permission check failed (/, Sys.Modify)\n",
      );
      expect((await keeper.post("/nodes/pve/lxc", restore)).status).toBe(403);
      keeper.close();
    },
    {
      world: {
        ...lab,
        roles: [{ id: "Keeper", privileges: ["VM.Backup", "Datastore.AllocateSpace", "Datastore.Audit"] }],
        grants: [{ path: "/", role: "Keeper", user: "ops@pve" }],
      },
    },
  ));
