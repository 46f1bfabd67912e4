import { GiB } from "../bytes.ts";
import type { Image } from "../lab.ts";
import { proxmoxCpus, proxmoxFirmware, proxmoxMachines } from "../proxmox-words.ts";
import type { FirstLogin } from "./first-login.ts";
import { buildMachine } from "./hardware.ts";
import { cdFiles } from "./qemu.ts";
import { beside, communicator, downloadOf, told } from "./source.ts";

/**
 * Source of the plugin's `proxmox-iso` builder: installed on the host through its API, and turned into a template there.
 * Its name says unfinished until it is whole. The cloud-init drive is on `scsi`, because OVMF with q35 does not see `ide2`.
 */
export function proxmoxIsoSource(image: Image, login: FirstLogin) {
  return {
    proxmox_url: told("proxmox_url"),
    username: told("proxmox_username"),
    token: told("proxmox_token"),
    node: told("node"),
    vm_id: told("vm_id"),
    vm_name: told("vm_name"),
    template_name: told("template_name"),
    template_description: `Built by Strata from images/${image.name}/image.yaml. Edits by hand are lost.`,
    os: "l26",
    cores: buildMachine.cores,
    memory: buildMachine.memory,
    cpu_type: proxmoxCpus[image.cpuLevel],
    machine: proxmoxMachines[image.machine],
    ...firmware(image),
    serials: ["socket"],
    qemu_agent: true,
    scsi_controller: "virtio-scsi-single",
    disks: [
      {
        type: "scsi",
        storage_pool: told("disk_storage"),
        disk_size: `${image.disk / GiB}G`,
        format: "raw",
        io_thread: true,
        discard: true,
        ssd: true,
      },
    ],
    network_adapters: [{ model: "virtio", bridge: told("bridge"), vlan_tag: told("vlan") }],
    cloud_init: true,
    cloud_init_storage_pool: told("disk_storage"),
    cloud_init_disk_type: "scsi",
    boot_iso: { type: "scsi", ...downloadOf(image.recipe.base), iso_storage_pool: told("iso_storage"), unmount: true },
    ...(login.cdLabel && {
      additional_iso_files: [
        {
          type: "sata",
          cd_files: cdFiles(login),
          cd_label: login.cdLabel,
          iso_storage_pool: told("iso_storage"),
          unmount: true,
        },
      ],
    }),
    http_directory: beside("http"),
    http_interface: told("http_interface"),
    ...login.boot,
    ...communicator,
    task_timeout: "10m",
  };
}

function firmware({ firmware: boots }: Image) {
  const bios = proxmoxFirmware[boots];
  if (boots === "bios") return { bios };
  return { bios, efi_config: { efi_storage_pool: told("disk_storage"), efi_type: "4m", pre_enrolled_keys: false } };
}
