import { expect, test } from "@jest/globals";
import { defaultWorld, type World } from "../../src/index.ts";
import { withSimulator } from "../api.ts";
import { type Run, withShell } from "../over-ssh.ts";

const template = {
  storage: "local",
  node: "pve",
  content: "vztmpl",
  name: "debian-13-standard_13.1-2_amd64.tar.zst",
} as const;
const world: World = { ...defaultWorld, files: [template] };
const create =
  `pct create 200 local:vztmpl/${template.name} --hostname gitea --memory 512 --rootfs local-lvm:4 ` +
  "--net0 name=eth0,bridge=vmbr0,ip=192.168.1.60/24 --unprivileged 1";

const withContainer = (work: (run: Run) => Promise<void>) =>
  withSimulator(
    (_, simulator) =>
      withShell(simulator, async (run) => {
        expect(await run(create)).toMatchObject({ status: 0, err: "" });
        await work(run);
      }),
    { world },
  );

test("a container is made, listed, changed, started and stopped", () =>
  withContainer(async (run) => {
    expect((await run("pct list")).out).toBe(
      [
        "VMID       Status     Lock         Name                \n",
        "200        stopped                 gitea               \n",
      ].join(""),
    );
    expect(await run("pct set 200 --memory 1024 -mp0 /srv,mp=/srv && pct config 200 | grep mem")).toEqual({
      status: 0,
      out: "memory: 1024\n",
      err: "",
    });
    expect(await run("pct start 200 && pct status 200 && pct stop 200 && pct status 200")).toMatchObject({
      status: 0,
      out: expect.stringMatching(/status: running\n(.*\n)*status: stopped\n$/),
    });
    expect(await run("pct destroy 200 && pct list")).toMatchObject({ status: 0, err: "" });
    expect(await run("pct status 200")).toEqual({
      status: 2,
      out: "",
      err: "Configuration file 'nodes/pve/lxc/200.conf' does not exist\n",
    });
  }));

test("exec runs simple programs inside a running container", () =>
  withContainer(async (run) => {
    expect(await run("pct exec 200 -- hostname")).toEqual({
      status: 255,
      out: "",
      err: "container '200' not running!\n",
    });
    await run("pct start 200");
    expect((await run("pct exec 200 -- hostname; pct exec 200 cat /etc/hostname")).out).toBe("gitea\ngitea\n");
    expect(
      (await run("pct exec 200 -- bash -c 'mkdir -p /srv/a && echo 1 > /srv/a/b'; pct exec 200 -- cat /srv/a/b")).out,
    ).toBe("1\n");
    expect(await run("cat /srv/a/b")).toMatchObject({ status: 1 });
    expect(await run("pct exec 200 -- pvesh get /version")).toMatchObject({
      status: 127,
      err: expect.stringContaining('Failed to exec "pvesh"'),
    });
  }));

test("id maps are written into the configuration's file as the provider writes them", () =>
  withContainer(async (run) => {
    const lines = "lxc.idmap: u 0 100000 1000\nlxc.idmap: g 0 100000 1000";
    const write = `echo '${lines}' | tee -a /etc/pve/lxc/200.conf > /dev/null`;
    const clear = "sed -i '/^lxc\\.idmap:/d' /etc/pve/lxc/200.conf";
    for (let round = 0; round < 2; round += 1) {
      expect(await run(`set -e; ${clear}; ${write}`)).toEqual({ status: 0, out: "", err: "" });
      expect((await run("pct config 200 | grep lxc")).out).toBe(`${lines}\n`);
    }
    expect((await run(`${clear}; pct config 200 | grep -v lxc | grep hostname`)).out).toBe("hostname: gitea\n");
    expect(await run("echo nonsense > /etc/pve/lxc/200.conf")).toMatchObject({ status: 1 });
    expect((await run("ls /etc/pve/lxc")).out).toBe("200.conf\n");
  }));

test("inside, the kernel tells which users those of the container are, since its last start", () =>
  withContainer(async (run) => {
    const inside = async (file: string) => (await run(`pct exec 200 -- cat /proc/self/${file}`)).out;
    await run("pct start 200");
    expect(await inside("uid_map")).toBe("         0     100000      65536\n");
    const conf = "/etc/pve/lxc/200.conf";
    await run(
      ["u 0 100000 1000", "u 1000 101000 64536", "g 0 100000 65536"]
        .map((line) => `echo 'lxc.idmap: ${line}' | tee -a ${conf}`)
        .join(" && "),
    );
    expect(await inside("uid_map")).toBe("         0     100000      65536\n");
    await run("pct stop 200 && pct start 200");
    expect(await inside("uid_map")).toBe("         0     100000       1000\n      1000     101000      64536\n");
    expect(await inside("gid_map")).toBe("         0     100000      65536\n");
    expect(await run("pct exec 200 -- tee /proc/self/uid_map < /etc/hostname")).toMatchObject({ status: 1 });
  }));

test("whoever is not bounded is the same inside and outside", () =>
  withContainer(async (run) => {
    await run(`${create.replace("create 200", "create 201").replace("--unprivileged 1", "--unprivileged 0")}`);
    await run("pct start 201");
    expect((await run("pct exec 201 -- cat /proc/self/gid_map")).out).toBe("         0          0 4294967295\n");
  }));
