import type { Image } from "../../../model/lab.ts";
import { buildMachine } from "../../../model/packer/hardware.ts";
import { proxmoxCpus, proxmoxMachines } from "../../../model/proxmox-words.ts";

/** What Proxmox is told of a template's machine; a clone gets cores, memory and network from its persona. */
export function hardware(image: Image, storage: string): Readonly<Record<string, string>> {
  const { firmware, machine, cpuLevel, guarantees } = image;
  return {
    ostype: "l26",
    cores: String(buildMachine.cores),
    memory: String(buildMachine.memory),
    cpu: proxmoxCpus[cpuLevel],
    machine: proxmoxMachines[machine],
    scsihw: "virtio-scsi-single",
    serial0: "socket",
    agent: guarantees.agent ? "1" : "0",
    ...(firmware === "uefi" && { bios: "ovmf", efidisk0: `${storage}:1,efitype=4m,pre-enrolled-keys=0` }),
  };
}
