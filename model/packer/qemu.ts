import { MiB } from "../bytes.ts";
import type { Image } from "../lab.ts";
import { proxmoxMachines } from "../proxmox-words.ts";
import type { FirstLogin } from "./first-login.ts";
import { buildMachine, qemuCpus } from "./hardware.ts";
import { beside, communicator, downloadOf, told } from "./source.ts";
import type { PackerKind } from "./variables.ts";

/** Source of Packer's `qemu` builder: the disk is made on this machine and uploaded afterwards. */
export function qemuSource(image: Image, template: string, login: FirstLogin, packer: PackerKind) {
  return {
    vm_name: `${template}.qcow2`,
    output_directory: told("output"),
    format: "qcow2",
    ...downloadOf(image.recipe.base),
    ...(image.recipe.base.medium === "disk" && { disk_image: true }),
    disk_size: `${image.disk / MiB}M`,
    disk_interface: "virtio-scsi",
    disk_discard: "unmap",
    disk_detect_zeroes: "unmap",
    disk_compression: true,
    // A build that is cut off is thrown away, so nothing is lost by not waiting for the disk.
    disk_cache: "unsafe",
    net_device: "virtio-net",
    machine_type: proxmoxMachines[image.machine],
    ...firmware(image, packer),
    accelerator: told("accelerator"),
    cpus: buildMachine.cores,
    memory: buildMachine.memory,
    headless: true,
    http_directory: beside("http"),
    ...login.boot,
    ...(login.cdLabel && { cd_files: cdFiles(login), cd_label: login.cdLabel }),
    ...communicator,
    shutdown_command: "systemctl poweroff",
    qemuargs: machineArguments(image, login, packer),
  };
}

/** UEFI with variables of its own, which the plugin keeps beside the disk. */
function firmware({ firmware: boots }: Image, packer: PackerKind) {
  if (boots === "bios" || packer === "built-in") return {};
  return { efi_boot: true, efi_firmware_code: told("firmware_code"), efi_firmware_vars: told("firmware_vars") };
}

/** What Packer's builder has no word for. A Packer without plugins has none for UEFI either. */
function machineArguments(image: Image, { serial }: FirstLogin, packer: PackerKind): string[][] {
  return [
    ["-cpu", qemuCpus[image.cpuLevel]],
    ...(image.firmware === "uefi" && packer === "built-in" ? [["-bios", told("firmware")]] : []),
    ...(serial === undefined ? [] : [["-smbios", `type=1,serial=${serial}`]]),
  ];
}

/** Files for a CD, where Packer finds them beside the template. */
export function cdFiles({ files }: FirstLogin): string[] {
  return [...files.keys()].map((name) => beside(`http/${name}`));
}
