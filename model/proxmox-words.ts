import type { CpuLevel, Image } from "./lab.ts";

/**
 * What QEMU shows a guest whose image needs a level: that level and no more, whatever the node has, so that a machine
 * can move between nodes. AES is no part of v2, but every CPU of that level that runs Proxmox has it.
 */
export const proxmoxCpus: Readonly<Record<CpuLevel, string>> = {
  "x86-64-v1": "kvm64",
  "x86-64-v2": "x86-64-v2-AES",
  "x86-64-v3": "x86-64-v3",
  "x86-64-v4": "x86-64-v4",
};

export const proxmoxFirmware: Readonly<Record<Image["firmware"], string>> = { uefi: "ovmf", bios: "seabios" };

/** Machine types; QEMU's own words. */
export const proxmoxMachines: Readonly<Record<Image["machine"], string>> = { q35: "q35", i440fx: "pc" };
