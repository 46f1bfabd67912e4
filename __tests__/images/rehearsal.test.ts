import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect } from "@jest/globals";
import { parse } from "yaml";
import { diskPrograms, missingPrograms } from "../../scripts/image/base-disk.ts";
import { accelerator } from "../../scripts/image/boot/accelerator.ts";
import { type Machine, startMachine } from "../../scripts/image/boot/machine.ts";
import { testNeeding } from "../needs.ts";
import { domain, network, RehearsalLab } from "./rehearsal-lab.ts";

const programs = [...Object.keys(diskPrograms), "packer", "qemu-system-x86_64", "ssh", "sftp", "ssh-keygen"];
/** Firmware in one file, as a Packer without plugins takes it; Debian's package `ovmf`. */
const firmware = "/usr/share/ovmf/OVMF.fd";
const lacking = [...(await missingPrograms(programs)), ...(existsSync(firmware) ? [] : ["ovmf"])];
const testOfImages = testNeeding(lacking.join(", "), lacking.length === 0);

/** An emulated processor that is shared with other tests takes minutes for what a real one does in seconds. */
const patience = 40 * 60_000;
const boot = 15 * 60;
const gib = 1024 ** 3;

/** Machines as the lab's files describe them, one on each node that the image stands on. */
const guests = [
  { name: "ada", node: "asus", id: 211, address: "192.168.88.61" },
  { name: "grace", node: "forge", id: 212, address: "192.168.88.62" },
] as const;
const persona = ({ node, id, address }: (typeof guests)[number]) =>
  `kind: vm\nid: ${id}\nnode: ${node}\nimage: rehearsal@stable\ncores: 2\nmemory: 1GiB\ndisk: 4GiB\naddress: ${address}\n`;

let folder: string;
const machines: Machine[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "rehearsal-"));
});
afterEach(async () => {
  for (const machine of machines.splice(0)) await machine.end();
  rmSync(folder, { recursive: true, force: true });
});

const inside = (name: string): string => {
  const path = join(folder, name);
  mkdirSync(path);
  return path;
};

testOfImages(
  "an image made of packages is built, proven, uploaded, deployed and promoted, and the machines that are made from it boot as what they were told to be",
  async () => {
    const lab = await RehearsalLab.begin();
    try {
      await lab.strata("image", "build", "rehearsal");
      expect(await lab.strata("image", "test", "rehearsal")).toContain("rehearsal v1.0.0 holds its 8 promises");
      await lab.strata("image", "upload", "rehearsal", "--node", "asus", "--via", "ssh");
      await lab.strata("image", "upload", "rehearsal", "--node", "forge", "--via", "api");
      await lab.commit("Build rehearsal v1.0.0");

      await lab.cdktf("deploy", "images", "--auto-approve");
      const { digest } = parse(readFileSync(join(lab.root, "images/rehearsal/releases/v1.0.0.yaml"), "utf8"));
      const made = { template_name: "rehearsal-v1.0.0", vm_id: 9000, version: "v1.0.0", digest };
      expect(await lab.outputs("images")).toEqual({ images: { rehearsal: made } });
      await lab.strata("promote", "rehearsal", "--to", "candidate");
      await lab.strata("promote", "rehearsal", "--to", "stable");
      for (const guest of guests) lab.write(`personas/home/${guest.name}.yaml`, persona(guest));
      await lab.commit("Two machines from what is stable");

      await lab.cdktf("deploy", ...guests.map(({ name }) => name), "--auto-approve");
      const told = await Promise.all(guests.map((guest) => answers(lab, guest, digest)));
      expect(told).toEqual(
        guests.map(({ name, address }) => ({
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
    } finally {
      await lab.end();
    }
  },
  patience,
);

/** Boots what Proxmox keeps of a machine, its disk and the drive that cloud-init reads, and asks it who it is. */
async function answers(lab: RehearsalLab, { name, node, id, address }: (typeof guests)[number], digest: string) {
  const disk = await lab.drive(node, id, "scsi0");
  expect(`sha256:${disk.sha256}`).toBe(digest);
  const { net0 = "", ...config } = await lab.config(node, id);
  const cloudInit = Object.keys(config).find((drive) => /cloudinit/.test(config[drive] ?? "")) ?? "";
  const machine = await startMachine({
    folder: inside(name),
    disk,
    cloudInit: await lab.drive(node, id, cloudInit),
    firmware: "uefi",
    cpuLevel: "x86-64-v2",
    memory: 768,
    mac: /[0-9A-F]{2}(?::[0-9A-F]{2}){5}/.exec(net0)?.[0] ?? "",
    network: { address, ...network },
    login: { user: "ops", privateKeyFile: lab.key },
    accelerator: await accelerator(),
    mark: "STRATA_REHEARSED",
  });
  machines.push(machine);
  return facts(machine);
}

/** What a machine says of itself, once it is up. */
async function facts(machine: Machine) {
  const host = await machine.until(boot, () => machine.run("hostname --fqdn"));
  await machine.until(boot, () => machine.run("test -e /run/cloud-init/result.json"));
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
