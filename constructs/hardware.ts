import { proxmoxCpus, proxmoxFirmware, proxmoxMachines } from "../model/proxmox-words.ts";
import type { VirtualMachineConfig } from "../providers/proxmox/virtual-machine.ts";
import type { PersonaVmProps } from "./persona-vm.ts";

/** Units of the provider for memory and disks. */
const mebibyte = 2 ** 20;
const gibibyte = 2 ** 30;

/** Firmware, chipset, CPU and memory. Memory is what it says: nothing is ballooned away from a k3s node. */
export function computer({ cores, memory, template }: PersonaVmProps) {
  return {
    // The EFI disk is the template's, cloned along: described again it could only differ from it, which no clone mends.
    bios: proxmoxFirmware[template.firmware],
    machine: proxmoxMachines[template.machine],
    cpu: { cores, sockets: 1, type: proxmoxCpus[template.cpuLevel] },
    memory: { dedicated: memory / mebibyte, floating: 0 },
    operatingSystem: { type: "l26" },
    // Kernels of cloud images panic on a resized disk where there is no serial console.
    serialDevice: [{ device: "socket" }],
  } satisfies Partial<VirtualMachineConfig>;
}

/**
 * The disk of a machine and of its template. Every attribute is written: what a clone's disk leaves out, the provider
 * overwrites with its default. An I/O thread of its own needs the controller `virtio-scsi-single`.
 */
export const scsiDisk = {
  interface: "scsi0",
  ssd: true,
  discard: "on",
  iothread: true,
  aio: "io_uring",
  cache: "none",
  backup: true,
  replicate: true,
} as const;

/** One SCSI disk. */
export function bootDisk({ disk, storage }: PersonaVmProps) {
  return {
    scsiHardware: "virtio-scsi-single",
    disk: [{ ...scsiDisk, datastoreId: storage, size: disk / gibibyte }],
  } satisfies Partial<VirtualMachineConfig>;
}

/** One virtio network interface. */
export function networkInterface({ bridge, networking }: PersonaVmProps) {
  return {
    networkDevice: [{ bridge, model: "virtio", macAddress: networking.mac, vlanId: networking.vlan, firewall: false }],
  } satisfies Partial<VirtualMachineConfig>;
}

/**
 * The agent is switched on only where the image promises one: an agent that never answers holds up each create and
 * refresh until the timeout (15 minutes, were it not set).
 */
export function guestAgent({ template }: PersonaVmProps) {
  return {
    agent: template.agent ? { enabled: true, timeout: "2m", waitForIp: { ipv4: true } } : { enabled: false },
  } satisfies Partial<VirtualMachineConfig>;
}
