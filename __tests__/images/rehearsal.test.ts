import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { execa } from "execa";
import type { Image } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { baseDisk, diskPrograms, missingPrograms } from "../../scripts/image/base-disk.ts";
import { accelerator } from "../../scripts/image/boot/accelerator.ts";
import { type DiskSource, type Machine, startMachine } from "../../scripts/image/boot/machine.ts";
import { type Simulator, startSimulator, type World } from "../../simulator/src/index.ts";
import { testNeeding } from "../needs.ts";
import { cloneBoth, clones, domain, network } from "./clones.ts";
import { firmware, goldenDisk } from "./golden-image.ts";
import { importByApi, importBySsh } from "./import-template.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const programs = [...Object.keys(diskPrograms), "packer", "qemu-system-x86_64", "ssh", "sftp", "ssh-keygen"];
const lacking = [...(await missingPrograms(programs)), ...(existsSync(firmware) ? [] : ["ovmf"])];
const testOfImages = testNeeding(lacking.join(", "), lacking.length === 0);

/** An emulated processor that is shared with other tests takes minutes for what a real one does in seconds. */
const patience = 40 * 60_000;
const boot = 15 * 60;

const image = loadLab(root, "home").images.find(({ name }) => name === "rehearsal") as Image;
const gib = 1024 ** 3;

const world: World = {
  nodes: [{ name: "pve" }],
  storages: [
    { id: "local", type: "dir", content: ["import", "snippets"], options: { path: "/var/lib/vz" } },
    { id: "local-lvm", type: "lvmthin", content: ["images"], options: { vgname: "pve", thinpool: "data" } },
  ],
};

let folder: string;
let simulator: Simulator;
const machines: Machine[] = [];
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
  simulator = await startSimulator({ timeScale: 0.01, world });
});
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.end();
  await simulator.close();
  rmSync(folder, { recursive: true, force: true });
});

const inside = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

testOfImages(
  "an image made of packages is built by Packer, becomes a template by SSH and by API, is cloned by the provider, and its clones boot as what they were told to be",
  async () => {
    const base = await baseDisk(root, image);
    const golden = await goldenDisk({ root, image, base, folder: inside("build") });
    await importBySsh(simulator, golden, 9000);
    await importByApi(simulator, golden, 9001);
    const key = join(folder, "id_ed25519");
    await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "ops", "-f", key]);
    await cloneBoth(simulator, inside("tofu"), readFileSync(`${key}.pub`, "utf8").trim());

    const chosen = await accelerator();
    for (const { name, id, address, mac } of clones) {
      const machine = await startMachine({
        folder: inside(name),
        disk: content(`local-lvm:vm-${id}-disk-1`),
        cloudInit: content(`local-lvm:vm-${id}-cloudinit`),
        firmware: image.firmware,
        mac,
        network: { address, ...network },
        login: { user: "ops", privateKeyFile: key },
        accelerator: chosen,
      });
      machines.push(machine);
    }
    const told = await Promise.all(machines.map(facts));
    expect(told).toEqual(
      clones.map(({ name, address }) => ({
        host: `${name}.${domain}`,
        address: `${address}/24`,
        root: "0",
        size: 4,
        id: expect.stringMatching(/^[0-9a-f]{32}$/),
        hostKey: expect.stringMatching(/^ssh-ed25519 /),
        agent: {},
      })),
    );
    expect(new Set(told.map(({ id }) => id)).size).toBe(2);
    expect(new Set(told.map(({ hostKey }) => hostKey)).size).toBe(2);
    await Promise.all(machines.map((machine) => machine.shutdown(60)));
  },
  patience,
);

/** The bytes of a volume, as the simulator keeps them. */
function content(volid: string): DiskSource {
  const { file, format, size } = simulator.content("pve", volid) ?? {};
  if (file === undefined || format === undefined || size === undefined) throw new Error(`${volid} holds nothing`);
  return { file, format, size };
}

/** What a machine says of itself, once it is up. */
async function facts(machine: Machine) {
  const host = await machine.until(boot, () => machine.run("hostname --fqdn"));
  await machine.until(boot, () => machine.run("cloud-init status --wait"));
  const size = Number(await machine.run("df --output=size --block-size=1 / | tail -1"));
  return {
    host,
    address: await machine.run("ip -4 -brief address show dev eth0 | awk '{ print $3 }'"),
    root: await machine.run("sudo --non-interactive id -u"),
    // Without what the file system takes for itself.
    size: Math.ceil(size / gib),
    id: await machine.run("cat /etc/machine-id"),
    hostKey: await machine.run("cat /etc/ssh/ssh_host_ed25519_key.pub"),
    agent: await machine.until(boot, () => machine.agent("guest-ping")),
  };
}

const testAtLength = process.env.STRATA_LONG ? testOfImages : testNeeding("STRATA_LONG=1", false);

testAtLength(
  "the same packages make the same disk, to the byte",
  async () => {
    const { file, packages } = await baseDisk(root, image);
    const again = inside("again");
    await execa(join(root, "images/rehearsal/base/build.sh"), ["bookworm", again]);
    const sha256 = (path: string) => createHash("sha256").update(readFileSync(path)).digest("hex");
    expect(readFileSync(join(again, "packages.txt"), "utf8")).toBe(readFileSync(packages, "utf8"));
    expect(sha256(join(again, "base.qcow2"))).toBe(sha256(file));
  },
  patience,
);
