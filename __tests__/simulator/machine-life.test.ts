import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { type RequestLine, type Simulator, startSimulator, type World } from "../../simulator/src/index.ts";
import { tofu, toolchainTimeout } from "../tofu.ts";

/** Templates as a lab has them: one that boots by BIOS, one by UEFI, both with agent and cloud-init. */
const template = { node: "pve", template: true, cores: 2, memory: "2GiB", agent: true, cloudInit: true } as const;
const world: World = {
  nodes: [{ name: "pve" }],
  storages: [
    { id: "local", type: "dir", content: ["snippets", "iso"], options: { path: "/var/lib/vz" } },
    { id: "local-lvm", type: "lvmthin", content: ["images"], options: { vgname: "pve", thinpool: "data" } },
  ],
  guests: [
    { ...template, vmid: 9000, name: "bios", disk: { storage: "local-lvm", size: "10GiB" } },
    {
      ...template,
      vmid: 9001,
      name: "uefi",
      disk: { storage: "local-lvm", size: "15GiB" },
      firmware: "uefi",
      machine: "q35",
    },
  ],
};

let simulator: Simulator;
let folder: string;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "machine-life-"));
  mkdirSync(join(folder, "home"));
  simulator = await startSimulator({ timeScale: 0.01, world });
});
afterEach(async () => {
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const run = (...words: string[]) =>
  tofu(folder, words, {
    PROXMOX_VE_ENDPOINT: simulator.endpoint,
    PROXMOX_VE_API_TOKEN: simulator.apiToken,
    SSL_CERT_FILE: simulator.caFile,
    HOME: join(folder, "home"),
    TMPDIR: folder,
  });

/** What a plan would do, by address; empty when it would do nothing. */
async function planned(): Promise<Record<string, readonly string[]>> {
  await run("plan", "-no-color", "-out=plan");
  const { resource_changes: changes = [] } = JSON.parse(await run("show", "-json", "plan"));
  const all = (changes as { address: string; change: { actions: string[] } }[]).map(
    (one) => [one.address, one.change.actions] as const,
  );
  return Object.fromEntries(all.filter(([, actions]) => actions.join() !== "no-op"));
}

const write = (machines: Record<string, unknown>) =>
  writeFileSync(
    join(folder, "main.tf.json"),
    JSON.stringify({
      terraform: { required_providers: { proxmox: { source: "bpg/proxmox", version: "0.111.1" } } },
      provider: { proxmox: {} },
      resource: { proxmox_virtual_environment_vm: machines },
      output: {
        addresses: {
          value: Object.keys(machines).map((name) => `\${proxmox_virtual_environment_vm.${name}.ipv4_addresses}`),
        },
      },
    }),
  );

const machine = (changes: Record<string, unknown>) => ({
  node_name: "pve",
  agent: { enabled: true, timeout: "1m" },
  cpu: { cores: 2, type: "x86-64-v2-AES" },
  memory: { dedicated: 2048 },
  scsi_hardware: "virtio-scsi-single",
  operating_system: { type: "l26" },
  stop_on_destroy: true,
  ...changes,
});

const disk = { interface: "scsi0", datastore_id: "local-lvm", size: 20, ssd: true, discard: "on", iothread: true };
const uefi = machine({
  name: "k3s-single",
  vm_id: 210,
  tags: ["kubernetes", "lab"],
  bios: "ovmf",
  machine: "q35",
  clone: { vm_id: 9001, full: true },
  disk,
  initialization: {
    datastore_id: "local-lvm",
    interface: "ide2",
    dns: { servers: ["192.168.1.1"] },
    ip_config: [{ ipv4: { address: "192.168.1.60/24", gateway: "192.168.1.1" } }],
    user_account: {
      username: "ops",
      keys: ["ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHXAmqHgUGCG3QmsX5Hsg5/0lr9d0jqyM8jHTO3rjwTu ops"],
    },
  },
});
const bios = machine({
  name: "linked",
  vm_id: 211,
  clone: { vm_id: 9000, full: false },
  disk: { interface: "scsi0", datastore_id: "local-lvm", size: 10 },
  initialization: { datastore_id: "local-lvm", ip_config: [{ ipv4: { address: "dhcp" } }] },
});

const changesIn = (journal: Simulator["journal"]) =>
  (journal.lines as RequestLine[]).filter((line) => line.method !== "GET");

test(
  "cloned machines are created, planned again without a change, updated, imported and destroyed by the real provider",
  async () => {
    write({ uefi, bios });
    await run("init", "-no-color");
    await run("apply", "-auto-approve", "-no-color");
    expect(JSON.parse(await run("output", "-json", "addresses"))).toEqual([
      [["127.0.0.1"], ["192.168.1.60"]],
      [["127.0.0.1"], ["192.168.1.61"]],
    ]);
    expect(await planned()).toEqual({});

    write({
      uefi: { ...uefi, memory: { dedicated: 4096 }, disk: { ...disk, size: 30 } },
      bios,
    });
    expect(await planned()).toEqual({ "proxmox_virtual_environment_vm.uefi": ["update"] });
    await run("apply", "-auto-approve", "-no-color");
    expect(await planned()).toEqual({});
    expect(changesIn(simulator.journal).map((line) => line.path)).toContain("/nodes/pve/qemu/210/resize");

    await run("state", "rm", "proxmox_virtual_environment_vm.bios");
    await run("import", "-no-color", "proxmox_virtual_environment_vm.bios", "pve/211");

    await run("destroy", "-auto-approve", "-no-color");
    const left = [...simulator.cluster.state.records()]
      .filter(([slice]) => slice === "guests" || slice === "volumes")
      .map(([, key]) => key);
    expect(left.filter((key) => /\b(210|211)\b/.test(key))).toEqual([]);
    expect((simulator.journal.lines as RequestLine[]).filter((line) => line.simulated === false)).toEqual([]);
  },
  toolchainTimeout,
);
