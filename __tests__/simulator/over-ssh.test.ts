import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { Api } from "../../simulator/__tests__/api.ts";
import { defaultWorld, type Simulator, startSimulator } from "../../simulator/src/index.ts";
import { newKeyPair } from "../../simulator/src/ssh/keys.ts";
import { tofu, toolchainTimeout } from "../tofu.ts";

/** What the provider's manual asks for its user: sudo for the programs that it runs, and for the folders that it writes. */
const operator = newKeyPair("operator");
const account = {
  name: "strata",
  publicKeys: [operator.publicKey],
  sudo: [
    "/usr/sbin/pvesm",
    "/usr/sbin/qm",
    "/usr/bin/tee /var/lib/vz/*",
    "/usr/bin/tee -a /etc/pve/lxc/*",
    "/usr/bin/sed",
  ],
};
const osTemplate = {
  storage: "local",
  node: "pve",
  content: "vztmpl",
  name: "debian-13-standard_13.1-2_amd64.tar.zst",
} as const;

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "over-ssh-"));
  mkdirSync(join(folder, "home"));
  simulator = await startSimulator({
    timeScale: 0,
    world: { ...defaultWorld, accounts: [account], files: [osTemplate] },
  });
});
afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...words: string[]) =>
  tofu(folder, words, {
    PROXMOX_VE_ENDPOINT: simulator.endpoint,
    PROXMOX_VE_USERNAME: simulator.username,
    PROXMOX_VE_PASSWORD: simulator.password,
    SSL_CERT_FILE: simulator.caFile,
    HOME: join(folder, "home"),
    TMPDIR: folder,
  });

function write(username: string, resource: object): void {
  const key = username === "root" ? `\${file(${JSON.stringify(simulator.ssh.privateKeyFile)})}` : operator.privateKey;
  const node = simulator.ssh.nodes.map(({ name, host, port }) => ({ name, address: host, port }));
  const configuration = {
    terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } },
    provider: { proxmox: { ssh: { username, private_key: key, node } } },
    resource,
  };
  writeFileSync(join(folder, "main.tf.json"), JSON.stringify(configuration, undefined, 2));
}

const snippet = {
  node_name: "pve",
  datastore_id: "local",
  content_type: "snippets",
  source_raw: { data: "#cloud-config\nhostname: gitea\n", file_name: "gitea.yaml" },
};
const machine = {
  name: "from-a-file",
  node_name: "pve",
  vm_id: 300,
  started: false,
  disk: { interface: "scsi0", datastore_id: "local-lvm", file_id: "local:iso/debian.img", size: 8, discard: "on" },
};
const container = {
  node_name: "pve",
  vm_id: 400,
  started: false,
  unprivileged: true,
  initialization: { hostname: "mapped" },
  operating_system: { template_file_id: `local:vztmpl/${osTemplate.name}`, type: "debian" },
  disk: { datastore_id: "local-lvm", size: 4 },
  idmap: [
    { type: "uid", container_id: 0, host_id: 100000, size: 1000 },
    { type: "gid", container_id: 0, host_id: 100000, size: 1000 },
  ],
};

test.each(["root", "strata"])(
  "snippets, disks made of a file and id maps go over SSH as %s, and the second plan is empty",
  async (username) => {
    const api = new Api(simulator);
    const image = { name: "debian.img", content: Buffer.alloc(1024 ** 2) };
    expect(await api.upload("/nodes/pve/storage/local/upload", { content: "iso" }, image)).toBe("OK");
    write(username, {
      proxmox_virtual_environment_file: { snippet },
      proxmox_virtual_environment_vm: { machine },
      proxmox_virtual_environment_container: { container },
    });
    await run("init");
    await run("apply", "-auto-approve", "-no-color");
    expect(await run("plan", "-no-color", "-detailed-exitcode")).toContain("No changes.");

    expect((await api.get("/nodes/pve/qemu/300/config")).data.scsi0).toMatch(/^local-lvm:vm-300-disk-0,.*size=8G/);
    expect((await api.get("/nodes/pve/lxc/400/config")).data.lxc).toEqual([
      ["lxc.idmap", "u 0 100000 1000"],
      ["lxc.idmap", "g 0 100000 1000"],
    ]);
    expect((await api.get("/nodes/pve/storage/local/content?content=snippets")).data).toMatchObject([
      { volid: "local:snippets/gitea.yaml", size: snippet.source_raw.data.length },
    ]);
    const lines = simulator.journal.lines as readonly { ssh?: string; user?: string; message?: string }[];
    expect(new Set(lines.filter(({ ssh }) => ssh === "exec").map(({ user }) => user))).toEqual(new Set([username]));
    expect(lines.filter(({ message }) => message?.startsWith("not simulated"))).toEqual([]);

    await run("destroy", "-auto-approve", "-no-color");
    expect((await api.get("/nodes/pve/storage/local/content?content=snippets")).data).toEqual([]);
    api.close();
  },
  toolchainTimeout,
);
