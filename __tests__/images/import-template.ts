import { readFileSync } from "node:fs";
import { execa } from "execa";
import { Api } from "../../simulator/__tests__/api.ts";
import type { Simulator } from "../../simulator/src/index.ts";

/** A template as the rehearsal's images need it: UEFI, a SCSI disk, an agent, a drive for cloud-init. */
const hardware = {
  bios: "ovmf",
  machine: "q35",
  agent: "1",
  memory: "768",
  scsihw: "virtio-scsi-single",
  net0: "model=virtio,bridge=vmbr0",
  efidisk0: "local-lvm:1,efitype=4m",
  scsi1: "local-lvm:cloudinit",
  boot: "order=scsi0",
} as const;

/** Uploads a disk through the API, has Proxmox import it, and makes a template of the machine. */
export async function importByApi(simulator: Simulator, disk: string, vmid: number): Promise<void> {
  const api = new Api(simulator);
  try {
    const file = { name: `${vmid}.qcow2`, content: readFileSync(disk) };
    demandOk(await api.upload("/nodes/pve/storage/local/upload", { content: "import" }, file));
    const scsi0 = `local-lvm:0,import-from=local:import/${vmid}.qcow2`;
    demandOk(await api.task("POST", "/nodes/pve/qemu", { vmid, name: `api-${vmid}`, ...hardware, scsi0 }));
    demandOk(await api.task("POST", `/nodes/pve/qemu/${vmid}/template`));
  } finally {
    api.close();
  }
}

function demandOk(status: string): void {
  if (status !== "OK") throw new Error(status);
}

/** The same with the node's own programs: SFTP, `qm importdisk`, `qm set`, `qm template`. */
export async function importBySsh({ ssh }: Simulator, disk: string, vmid: number): Promise<void> {
  const common = ["-F", "none", "-o", "BatchMode=yes", "-o", "StrictHostKeyChecking=no", "-o", "LogLevel=ERROR"];
  const login = [...common, "-o", "UserKnownHostsFile=/dev/null", "-i", ssh.privateKeyFile];
  const there = `/var/lib/vz/import/${vmid}.qcow2`;
  const { scsi1, boot, ...created } = hardware;
  const options = (given: object) => Object.entries(given).flatMap(([name, value]) => [`--${name}`, `'${value}'`]);
  const lines = [
    ["qm create", vmid, "--name", `ssh-${vmid}`, ...options(created)],
    ["qm importdisk", vmid, there, "local-lvm"],
    ["qm set", vmid, ...options({ scsi0: `local-lvm:vm-${vmid}-disk-1`, scsi1, boot })],
    ["qm template", vmid],
  ];
  await execa("sftp", [...login, "-b", "-", "-P", String(ssh.port), `root@${ssh.host}`], {
    input: `put ${disk} ${there}\n`,
  });
  const script = lines.map((line) => line.join(" ")).join(" && ");
  await execa("ssh", [...login, "-p", String(ssh.port), `root@${ssh.host}`, script]);
}
