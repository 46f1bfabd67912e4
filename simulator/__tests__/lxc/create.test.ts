import { expect, test } from "@jest/globals";
import { type Api, withSimulator } from "../api.ts";
import { at, lab, template, wanted } from "./lab.ts";

const options = { world: lab };

test("a container of a template has its system, its sizes and what Proxmox adds", () =>
  withSimulator(async (api) => {
    expect(
      await api.task("POST", "/nodes/pve/lxc", {
        ...wanted,
        rootfs: "local-lvm:8",
        mp0: "local-lvm:2,mp=/data,backup=1",
        hostname: "dns",
        net0: "name=eth0,bridge=vmbr0,ip=192.168.1.53/24,gw=192.168.1.1",
        features: "nesting=1",
        cpulimit: 0.5,
        cpuunits: 50_000,
        tags: "Web;dns;web",
        description: "managed",
        nameserver: "192.168.1.1,192.168.1.2",
      }),
    ).toBe("OK");
    const { data } = await api.get(at(200, "/config"));
    expect(data).toEqual({
      arch: "amd64",
      cpulimit: "0.5",
      cpuunits: 10_000,
      description: "managed\n",
      digest: expect.stringMatching(/^[0-9a-f]{40}$/),
      features: "nesting=1",
      hostname: "dns",
      memory: 512,
      mp0: "local-lvm:vm-200-disk-1,mp=/data,backup=1,size=2G",
      nameserver: "192.168.1.1 192.168.1.2",
      net0: expect.stringMatching(
        /^name=eth0,bridge=vmbr0,gw=192.168.1.1,hwaddr=BC:24:11:[0-9A-F:]{8},ip=192.168.1.53\/24,type=veth$/,
      ),
      ostype: "debian",
      rootfs: "local-lvm:vm-200-disk-0,size=8G",
      swap: 512,
      tags: "dns;web",
      unprivileged: 1,
    });
    const content = await api.get("/nodes/pve/storage/local-lvm/content?vmid=200");
    expect(content.data).toMatchObject([
      { volid: "local-lvm:vm-200-disk-0", content: "rootdir", format: "raw", size: 8 * 1024 ** 3, vmid: 200 },
      { volid: "local-lvm:vm-200-disk-1", content: "rootdir", size: 2 * 1024 ** 3 },
    ]);
    // The files of a template take three times its archive's room, an empty volume none.
    expect((await api.get("/nodes/pve/storage/local-lvm/status")).data.used).toBe(360 * 1024 ** 2);
    expect((await api.get("/cluster/resources?type=vm")).data).toMatchObject([
      { id: "lxc/200", type: "lxc", name: "dns", status: "stopped", maxdisk: 8 * 1024 ** 3, maxcpu: 0.5 },
    ]);
  }, options));

test("volumes are named as their storage names them", () =>
  withSimulator(async (api) => {
    const roots: Record<string, string> = {};
    for (const [index, storage] of ["local", "tank", "local-lvm", "share"].entries()) {
      const vmid = 200 + index;
      expect(await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid, rootfs: `${storage}:1` })).toBe("OK");
      roots[storage] = (await api.get(at(vmid, "/config"))).data.rootfs;
    }
    expect(roots).toEqual({
      local: "local:200/vm-200-disk-0.raw,size=1G",
      tank: "tank:subvol-201-disk-0,size=1G",
      "local-lvm": "local-lvm:vm-202-disk-0,size=1G",
      share: "share:203/vm-203-disk-0.raw,size=1G",
    });
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid: 300, rootfs: "local:0" });
    expect((await api.get(at(300, "/config"))).data.rootfs).toBe("local:300/subvol-300-disk-0.subvol,size=0");
  }, options));

test("without a root the default storage gives four GiB, without a name the number names it", () =>
  withSimulator(async (api) => {
    expect(await api.task("POST", "/nodes/pve/lxc", wanted)).toBe("OK");
    expect((await api.get(at(200, "/config"))).data).toMatchObject({
      rootfs: "local-lvm:vm-200-disk-0,size=4G",
      hostname: "CT200",
    });
  }, options));

test("what the template holds wins over what was said of it, but for unmanaged", () =>
  withSimulator(async (api) => {
    const alpine = "local:vztmpl/alpine-3.22-default_20250617_amd64.tar.xz";
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, ostemplate: alpine, ostype: "ubuntu" });
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, vmid: 201, ostemplate: alpine, ostype: "unmanaged" });
    expect((await api.get(at(200, "/config"))).data.ostype).toBe("alpine");
    expect((await api.get(at(201, "/config"))).data.ostype).toBe("unmanaged");
  }, options));

const refused: readonly (readonly [string, Record<string, string | number>, number, string])[] = [
  ["a number that is taken", { vmid: 100 }, 500, "CT 100 already exists on node 'pve'"],
  [
    "a mount point without a root",
    { mp0: "local-lvm:1,mp=/data" },
    500,
    "mount points configured, but 'rootfs' not set - aborting",
  ],
  ["a storage that is not there", { storage: "nowhere" }, 500, "storage 'nowhere' does not exist"],
  [
    "what is no template",
    { ostemplate: "local:snippets/hook.sh" },
    500,
    "unable to use volume local:snippets/hook.sh - content type needs to be 'vztmpl'",
  ],
  ["a key that is none", { "ssh-public-keys": "me" }, 500, "SSH public key validation error"],
  [
    "a packet that no bridge takes",
    { net0: "name=eth0,bridge=vmbr0,mtu=9000" },
    500,
    "net0: MTU size '9000' is bigger than bridge MTU '1500'",
  ],
  [
    "a hook that nobody may run",
    { hookscript: "local:snippets/hook.sh" },
    403,
    "Permission check failed (changing the hookscript is only allowed for root@pam)",
  ],
  ["a pool that is not there", { pool: "none" }, 403, "Permission check failed (pool 'none' does not exist)"],
  ["a path as a template", { ostemplate: "-" }, 500, "pipe requires cli environment"],
];

test.each(refused)("%s is refused before anything is made", (_, fields, status, message) =>
  withSimulator(
    async (api) => {
      const reply = await api.post("/nodes/pve/lxc", { ...wanted, ...fields });
      expect({ status: reply.status, message: reply.message }).toEqual({ status, message: `${message}\n` });
      expect((await api.get(at(200, "/config"))).reason).toBe(
        "Configuration file 'nodes/pve/lxc/200.conf' does not exist",
      );
    },
    { world: { ...lab, guests: [container(100)] } },
  ));

const container = (vmid: number) =>
  ({ vmid, node: "pve", name: "old", kind: "lxc", disk: { storage: "local-lvm", size: "4GiB" } }) as const;

test("a template that is gone fails in the task, and leaves nothing", () =>
  withSimulator(async (api) => {
    const ostemplate = "local:vztmpl/ubuntu-24.04-standard_24.04-2_amd64.tar.zst";
    expect(await api.task("POST", "/nodes/pve/lxc", { ...wanted, ostemplate })).toBe(
      `unable to create CT 200 - volume '${ostemplate}' does not exist`,
    );
    await leavesNothing(api);
  }, options));

test("a storage that is full fails in the task, and leaves nothing", () =>
  withSimulator(async (api) => {
    const exit = await api.task("POST", "/nodes/pve/lxc", { ...wanted, rootfs: "thick:8", mp0: "thick:16,mp=/data" });
    expect(exit).toBe("unable to create CT 200 - not enough free space (12582912 < 16777216)");
    await leavesNothing(api);
  }, options));

async function leavesNothing(api: Api): Promise<void> {
  expect((await api.get("/cluster/resources?type=vm")).data).toEqual([]);
  for (const storage of ["local-lvm", "thick"]) {
    expect((await api.get(`/nodes/pve/storage/${storage}/content`)).data).toEqual([]);
  }
}

test("a container may start as soon as it is made, and destroying it frees all it had", () =>
  withSimulator(async (api) => {
    await api.post("/pools", { poolid: "lab" });
    const net0 = "name=eth0,bridge=vmbr0,ip=dhcp";
    expect(
      await api.task("POST", "/nodes/pve/lxc", { ...wanted, net0, pool: "lab", start: 1, ostemplate: template }),
    ).toBe("OK");
    expect((await api.get(at(200, "/status/current"))).data).toMatchObject({
      status: "running",
      vmid: 200,
      cpus: 8,
      ha: { managed: 0 },
    });
    expect((await api.get("/pools?poolid=lab")).data[0].members).toMatchObject([{ vmid: 200, type: "lxc" }]);
    expect((await api.delete(at(200))).message).toBe("unable to destroy CT 200 - container is running\n");
    expect(await api.task("DELETE", at(200, "?force=1&purge=1"))).toBe("OK");
    expect((await api.get(at(200, "/status/current"))).message).toBe(
      "Configuration file 'nodes/pve/lxc/200.conf' does not exist\n",
    );
    expect((await api.get("/pools?poolid=lab")).data[0].members).toEqual([]);
    await leavesNothing(api);
  }, options));

test("a protected container stays", () =>
  withSimulator(async (api) => {
    await api.task("POST", "/nodes/pve/lxc", { ...wanted, protection: 1 });
    expect((await api.delete(at(200))).message).toBe("can't remove CT 200 - protection mode enabled\n");
    expect((await api.put(at(200, "/config"), { mp0: "local-lvm:1,mp=/data" })).message).toBe(
      "can't update CT 200 drive 'mp0' - protection mode enabled\n",
    );
  }, options));
