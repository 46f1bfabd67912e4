/** Every option of a machine's configuration, as create and update take it. */

import { schemaOf } from "../../schema/check.ts";
import { dnsName, storageId } from "../../schema/common.ts";
import {
  boolean,
  choice,
  type Fields,
  formatted,
  indexed,
  integer,
  keyed,
  number,
  optional,
  type Schema,
  string,
} from "../../schema/schema.ts";
import { cicustom, ipconfig } from "./cloud-init.ts";
import * as device from "./devices.ts";
import { buses, efidisk, ide, sata, scsi, tpmstate, unused, virtio } from "./drive.ts";
import { net } from "./network.ts";

const flag = () => optional(boolean());
const keyboards =
  "de de-ch da en-gb en-us es fi fr fr-be fr-ca fr-ch hu is it ja lt mk nl no pl pt pt-br sv sl tr".split(" ");

const processor: Fields = {
  cores: optional(integer({ minimum: 1 })),
  cpu: optional(keyed(device.cpu)),
  cpulimit: optional(number({ minimum: 0, maximum: 128 })),
  cpuunits: optional(integer({ minimum: 1, maximum: 262_144 })),
  numa: flag(),
  "numa[n]": indexed(8, keyed(device.numa)),
  smp: optional(integer({ minimum: 1 })),
  sockets: optional(integer({ minimum: 1 })),
  vcpus: optional(integer({ minimum: 1 })),
  affinity: optional(formatted("pve-cpuset")),
};

const memory: Fields = {
  memory: optional(keyed(device.memory)),
  balloon: optional(integer({ minimum: 0 })),
  shares: optional(integer({ minimum: 0, maximum: 50_000 })),
  "allow-ksm": flag(),
  hugepages: optional(choice("any", "2", "1024")),
  keephugepages: flag(),
};

const hardware: Fields = {
  acpi: flag(),
  "amd-sev": optional(formatted("pve-qemu-sev-fmt")),
  arch: optional(choice("x86_64", "aarch64")),
  args: optional(string()),
  audio0: optional(keyed(device.audio)),
  bios: optional(choice("seabios", "ovmf")),
  "hostpci[n]": indexed(16, keyed(device.hostpci)),
  hotplug: optional(formatted("pve-hotplug-features")),
  "intel-tdx": optional(formatted("pve-qemu-tdx-fmt")),
  ivshmem: optional(keyed(device.ivshmem)),
  keyboard: optional(choice(...keyboards)),
  kvm: flag(),
  machine: optional(keyed(device.machine)),
  "parallel[n]": indexed(3, string({ pattern: "/dev/parport\\d+|/dev/usb/lp\\d+" })),
  rng0: optional(keyed(device.rng)),
  scsihw: optional(choice("lsi", "lsi53c810", "virtio-scsi-pci", "virtio-scsi-single", "megasas", "pvscsi")),
  "serial[n]": indexed(4, string({ pattern: "(/dev/.+|socket)" })),
  smbios1: optional(keyed(device.smbios, { maxLength: 512 })),
  spice_enhancements: optional(keyed(device.spice)),
  tablet: flag(),
  "usb[n]": indexed(14, keyed(device.usb)),
  vga: optional(keyed(device.vga)),
  "virtiofs[n]": indexed(10, keyed(device.virtiofs)),
  vmgenid: optional(string({ pattern: "(?:[a-fA-F0-9]{8}(?:-[a-fA-F0-9]{4}){3}-[a-fA-F0-9]{12}|[01])" })),
  watchdog: optional(keyed(device.watchdog)),
  "net[n]": indexed(32, keyed(net)),
};

const disks: Fields = {
  boot: optional(keyed(device.boot)),
  bootdisk: optional(formatted("pve-qm-bootdisk", { pattern: "(ide|sata|scsi|virtio)\\d+" })),
  cdrom: optional(keyed(ide)),
  efidisk0: optional(keyed(efidisk)),
  tpmstate0: optional(keyed(tpmstate)),
  "ide[n]": indexed(buses.ide, keyed(ide)),
  "sata[n]": indexed(buses.sata, keyed(sata)),
  "scsi[n]": indexed(buses.scsi, keyed(scsi)),
  "virtio[n]": indexed(buses.virtio, keyed(virtio)),
  "unused[n]": indexed(256, keyed(unused)),
  vmstatestorage: optional(storageId()),
};

const cloudInit: Fields = {
  cicustom: optional(keyed(cicustom)),
  cipassword: optional(string()),
  citype: optional(choice("configdrive2", "nocloud", "opennebula")),
  ciupgrade: flag(),
  ciuser: optional(string()),
  "ipconfig[n]": indexed(32, keyed(ipconfig)),
  nameserver: optional(formatted("address-list")),
  searchdomain: optional(string()),
  sshkeys: optional(formatted("urlencoded")),
};

const behaviour: Fields = {
  agent: optional(keyed(device.agent)),
  autostart: flag(),
  description: optional(string({ maxLength: 8192 })),
  freeze: flag(),
  hookscript: optional(formatted("pve-volume-id")),
  localtime: flag(),
  lock: optional(
    choice(
      "backup",
      "clone",
      "create",
      "migrate",
      "rollback",
      "snapshot",
      "snapshot-delete",
      "suspending",
      "suspended",
    ),
  ),
  migrate_downtime: optional(number({ minimum: 0 })),
  migrate_speed: optional(integer({ minimum: 0 })),
  name: optional(dnsName()),
  onboot: flag(),
  ostype: optional(
    choice("other", "wxp", "w2k", "w2k3", "w2k8", "wvista", "win7", "win8", "win10", "win11", "l24", "l26", "solaris"),
  ),
  protection: flag(),
  reboot: flag(),
  startdate: optional(string({ pattern: "(now|\\d{4}-\\d{1,2}-\\d{1,2}(T\\d{1,2}:\\d{1,2}:\\d{1,2})?)" })),
  startup: optional(formatted("pve-startup-order")),
  tags: optional(formatted("pve-tag-list")),
  tdf: flag(),
  template: flag(),
};

const options: Fields = { ...processor, ...memory, ...hardware, ...disks, ...cloudInit, ...behaviour };

/** For the parameters of create and update. Their values are read with `settingsOf`, not one by one, so they carry no types of their own. */
export const configOptions: Readonly<Record<never, Schema>> = options;

/** Whether there is such an option. */
export const isOption = (name: string): boolean => schemaOf(options, name) !== undefined;

/** The options among checked parameters, as the configuration holds them: booleans as 1 and 0. */
export function settingsOf(parameters: Readonly<Record<string, unknown>>): Record<string, string | number> {
  const settings: Record<string, string | number> = {};
  for (const [key, value] of Object.entries(parameters)) {
    if (value !== undefined && isOption(key))
      settings[key] = typeof value === "boolean" ? Number(value) : (value as string | number);
  }
  if (settings.description !== undefined) settings.description = shownDescription(String(settings.description));
  return settings;
}

/** A description as it is read back: the file's comment ends where its last word does. */
export const shownDescription = (text: string): string => text.trimEnd();
