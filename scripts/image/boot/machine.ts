import type { ChildProcess } from "node:child_process";
import { copyFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import type { CpuLevel } from "../../../model/lab.ts";
import { qemuCpus } from "../../../model/packer/hardware.ts";
import { type Accelerator, acceleration, emulator } from "./accelerator.ts";
import { askAgent, powerOff } from "./guest-agent.ts";

/** A file that holds a disk, and stays as it is: the machine writes to a disk of its own that stands on it. */
export interface DiskSource {
  readonly file: string;
  readonly format: string;
  /** Bytes that the machine sees; what the file does not reach is zeros. */
  readonly size: number;
}

export interface MachineOptions {
  /** An empty folder for the machine's own disk, its sockets and its console; short, since a socket's path is. */
  readonly folder: string;
  readonly disk: DiskSource;
  /** The drive that cloud-init reads. */
  readonly cloudInit: DiskSource;
  readonly firmware: "uefi" | "bios";
  readonly cpuLevel: CpuLevel;
  /** MiB. */
  readonly memory: number;
  /** MAC address of its network card. */
  readonly mac: string;
  /** Its static address, and the network that it must find there. */
  readonly network: { readonly address: string; readonly subnet: string; readonly gateway: string };
  readonly login: { readonly user: string; readonly privateKeyFile: string };
  readonly accelerator: Accelerator;
  /** Variable that QEMU carries, by which it is found when whoever started it was killed. */
  readonly mark: string;
}

/** A machine that was started. */
export interface Machine {
  /** File that takes what it says on its serial console. */
  readonly console: string;
  /** Runs a command by SSH. @returns what it printed, trimmed @throws when it fails or nobody answers */
  run(command: string): Promise<string>;
  /** Asks its guest agent. @throws when nobody answers within seconds */
  agent(command: string): Promise<unknown>;
  /** Repeats what fails until it succeeds. @throws with the last failure after so many seconds, or when the machine has ended */
  until<T>(seconds: number, attempt: () => Promise<T>): Promise<T>;
  /** Has its agent power it off, waits, and pulls the plug if it takes longer than so many seconds. */
  shutdown(seconds: number): Promise<void>;
  /** Pulls the plug. */
  end(): Promise<void>;
}

/** Firmware as Debian's package `ovmf` brings it. */
const uefi = { code: "/usr/share/OVMF/OVMF_CODE_4M.fd", variables: "/usr/share/OVMF/OVMF_VARS_4M.fd" } as const;

/** Starts a machine in QEMU. It reaches nobody, and is reached by SSH on a port of this machine alone. */
export async function startMachine(options: MachineOptions): Promise<Machine> {
  const { folder, disk, login, firmware, mark } = options;
  const own = join(folder, "disk.qcow2");
  await execa("qemu-img", ["create", "-q", "-f", "qcow2", "-F", disk.format, "-b", disk.file, own, String(disk.size)]);
  if (firmware === "uefi") await copyFile(uefi.variables, join(folder, "variables.fd"));
  const port = await freePort();
  const agentSocket = join(folder, "agent");
  const console = join(folder, "console.log");
  const qemu = execa(emulator, machineArguments(options, { own, port, agentSocket, console }), {
    env: { [mark]: "1" },
    stdin: "ignore",
    stdout: { file: join(folder, "qemu.log") },
    stderr: { file: join(folder, "qemu.log"), append: true },
    reject: false,
  });
  const end = async () => {
    qemu.kill("SIGKILL");
    await qemu;
  };
  return {
    console,
    end,
    run: async (command) =>
      (await execa("ssh", [...sshArguments(folder, login, { host: "127.0.0.1", port }), command])).stdout.trim(),
    agent: (command) => askAgent(agentSocket, command),
    until: (seconds, attempt) => until(() => hasEnded(qemu), seconds, attempt),
    async shutdown(seconds) {
      await powerOff(agentSocket);
      await Promise.race([qemu, sleep(seconds * 1000, undefined, { ref: false })]);
      await end();
    },
  };
}

interface Places {
  readonly own: string;
  readonly port: number;
  readonly agentSocket: string;
  readonly console: string;
}

/** The devices are those that Proxmox gives a machine with a SCSI disk and an agent. */
export function machineArguments(options: MachineOptions, { own, port, agentSocket, console }: Places): string[] {
  const { folder, cloudInit, firmware, mac, network } = options;
  const cpu = qemuCpus[options.cpuLevel];
  const forward = `hostfwd=tcp:127.0.0.1:${port}-${network.address}:22`;
  return [
    ...["-machine", firmware === "uefi" ? "q35" : "pc", ...acceleration(options.accelerator), "-cpu", cpu],
    // Where the processor is emulated, a second one costs more than it does.
    ...[
      "-smp",
      options.accelerator === "kvm" ? "2" : "1",
      "-m",
      String(options.memory),
      "-nodefaults",
      "-display",
      "none",
      "-serial",
      `file:${console}`,
    ],
    ...(firmware === "uefi"
      ? [
          ...["-drive", `if=pflash,format=raw,readonly=on,file=${uefi.code}`],
          ...["-drive", `if=pflash,format=raw,file=${join(folder, "variables.fd")}`],
        ]
      : []),
    ...["-device", "virtio-scsi-pci"],
    ...["-drive", `if=none,id=disk,file=${own},format=qcow2,cache=unsafe,discard=unmap`],
    ...["-device", "scsi-hd,drive=disk,bootindex=1"],
    ...["-drive", `if=none,id=told,file=${cloudInit.file},format=${cloudInit.format},readonly=on`],
    ...["-device", "scsi-cd,drive=told"],
    // The subnet is QEMU's own: the gateway's address answers, and beyond it there is nothing.
    ...["-netdev", `user,id=net,net=${network.subnet},host=${network.gateway},restrict=on,${forward}`],
    ...["-device", `virtio-net-pci,netdev=net,mac=${mac},romfile=`],
    ...["-device", "virtio-serial-pci", "-chardev", `socket,id=agent,path=${agentSocket},server=on,wait=off`],
    ...["-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0", "-device", "virtio-rng-pci"],
  ];
}

/** The first key that the machine shows is taken for its own; no file of the person's is read or written. */
export const sshArguments = (
  folder: string,
  { user, privateKeyFile }: MachineOptions["login"],
  { host, port }: { readonly host: string; readonly port: number },
): string[] => [
  ...["-F", "none", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-o", "ConnectTimeout=10"],
  ...["-o", "StrictHostKeyChecking=accept-new", "-o", `UserKnownHostsFile=${join(folder, "known_hosts")}`],
  ...["-o", "LogLevel=ERROR", "-i", privateKeyFile, "-p", String(port), `${user}@${host}`],
];

const hasEnded = ({ exitCode, signalCode }: Pick<ChildProcess, "exitCode" | "signalCode">): boolean =>
  exitCode !== null || signalCode !== null;

async function until<T>(isOver: () => boolean, seconds: number, attempt: () => Promise<T>): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (isOver()) throw new Error("the machine has ended");
      if (Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}

/** A port that nobody listens on at the moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
