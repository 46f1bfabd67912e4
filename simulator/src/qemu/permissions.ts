/** Who may set which option of a machine. Source: PVE::API2::Qemu, check_vm_modify_config_perm and its neighbours. */

import type { Cluster } from "../cluster.ts";
import type { Config } from "../guests/guest.ts";
import { demandBridge, demandOnGuest } from "../guests/permissions.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { parseProperties } from "../schema/property-string.ts";
import { demandVolume, storageNamed } from "../storage/access.ts";
import { parseVolumeName, splitVolid } from "../storage/volume-name.ts";
import { newDisk } from "./create-drives.ts";
import { isCdrom, isCloudInit, isDriveName, parseDrive } from "./drives.ts";
import { hostpci, rng, usb, virtiofs } from "./options/devices.ts";
import { parseNet } from "./options/network.ts";

type Settings = Readonly<Record<string, string | number>>;

const words = (text: string): ReadonlySet<string> => new Set(text.split(" "));

const groups: readonly (readonly [ReadonlySet<string>, string])[] = [
  [words("cores cpu cpulimit cpuunits numa smp sockets vcpus"), "VM.Config.CPU"],
  [words("memory balloon shares allow-ksm"), "VM.Config.Memory"],
  [words("acpi hotplug kvm machine scsihw smbios1 tablet vga watchdog audio0 rng0"), "VM.Config.HWType"],
  [
    words(
      "agent autostart bios description keyboard localtime migrate_downtime migrate_speed name onboot ostype protection reboot startdate startup tdf template tags",
    ),
    "VM.Config.Options",
  ],
  [words("freeze"), "VM.PowerMgmt"],
  [words("boot bootdisk vmstatestorage"), "VM.Config.Disk"],
];
const cloudInit = words("cicustom cipassword citype ciuser ciupgrade nameserver searchdomain sshkeys");

/** @throws 403 for a missing privilege, 500 for what only root@pam may set */
export function demandOptions(caller: Caller, vmid: number, pool: string | undefined, names: readonly string[]): void {
  if (caller.isRoot) return;
  for (const name of names) {
    // What depends on the value is checked with it.
    if (isDriveName(name) || name === "cdrom" || /^(serial|usb|hostpci|virtiofs)\d+$/.test(name)) continue;
    const privilege = /^numa\d+$/.test(name)
      ? "VM.Config.CPU"
      : /^net\d+$/.test(name)
        ? "VM.Config.Network"
        : groups.find(([options]) => options.has(name))?.[1];
    if (privilege !== undefined) demandOnGuest(caller, vmid, pool, [privilege]);
    else if (cloudInit.has(name) || /^ipconfig\d+$/.test(name)) {
      demandOnGuest(caller, vmid, pool, ["VM.Config.Cloudinit", "VM.Config.Network"], { any: true });
    } else throw refusal(`only root can set '${name}' config`);
    if (name === "startup") caller.demand("/", ["Sys.Modify"]);
  }
}

/** Devices whose values decide: a mapping may be used, a raw device only by root@pam. */
export function demandDevices(caller: Caller, vmid: number, pool: string | undefined, settings: Settings): void {
  if (caller.isRoot) return;
  for (const [name, value] of Object.entries(settings)) {
    const text = String(value);
    if (/^(serial|usb|hostpci|virtiofs)\d+$/.test(name)) demandOnGuest(caller, vmid, pool, ["VM.Config.HWType"]);
    if (/^serial\d+$/.test(name) && text !== "socket")
      throw refusal(`only root can set '${name}' config for real devices`);
    if (/^usb\d+$/.test(name)) demandUsb(caller, name, text);
    if (/^hostpci\d+$/.test(name)) demandPci(caller, name, text);
    if (/^virtiofs\d+$/.test(name))
      caller.demand(`/mapping/dir/${parseProperties(virtiofs, text).dirid}`, ["Mapping.Use"]);
    if (name === "rng0" && parseProperties(rng, text).source === "/dev/hwrng")
      caller.demand("/mapping/hwrng", ["Mapping.Use"]);
  }
}

function demandUsb(caller: Caller, name: string, text: string): void {
  const { host, mapping } = parseProperties(usb, text);
  if (host !== undefined && !/^spice$/i.test(host))
    throw refusal(`only root can set '${name}' config for real devices`);
  if (host === undefined && mapping === undefined) throw refusal("either 'host' or 'mapping' must be set.");
  if (mapping !== undefined) caller.demand(`/mapping/usb/${mapping}`, ["Mapping.Use"]);
}

function demandPci(caller: Caller, name: string, text: string): void {
  const { host, mapping, romfile } = parseProperties(hostpci, text);
  if (romfile !== undefined) throw invalidParameters({ [name]: "only root can set 'romfile'" });
  if (host !== undefined) throw refusal(`only root can set '${name}' config for non-mapped devices`);
  if (mapping === undefined) throw refusal("either 'host' or 'mapping' must be set.");
  caller.demand(`/mapping/pci/${mapping}`, ["Mapping.Use"]);
}

/** The right to plug into each bridge (or VLAN of it) that network cards name. */
export function demandBridges(cluster: Cluster, caller: Caller, settings: Settings | Config): void {
  for (const [name, value] of Object.entries(settings)) {
    if (/^net\d+$/.test(name)) demandBridge(cluster, caller, parseNet(String(value)));
  }
}

/** What a drive asks of its storage and of its volume. */
export function demandStorage(
  cluster: Cluster,
  caller: Caller,
  vmid: number,
  settings: Settings,
  fallback?: string,
): void {
  for (const [name, value] of Object.entries(settings)) {
    if (name === "vmstatestorage") caller.demand(`/storage/${value}`, ["Datastore.AllocateSpace"]);
    if (!isDriveName(name)) continue;
    const drive = parseDrive(name, value);
    const volume = splitVolid(drive.file);
    if (drive.file === "none" || drive.file === "cloudinit" || volume?.name === "cloudinit") continue;
    if (drive.file === "cdrom") {
      caller.demand("/", ["Sys.Console"]);
      continue;
    }
    const [isNew, on] = newDisk.exec(drive.file) ?? [];
    if (isNew !== undefined && !isCdrom(drive)) {
      const storage = on ?? fallback;
      if (storage === undefined) throw refusal("no storage ID specified (and no default storage)");
      caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
      if (!storageNamed(cluster, storage).content.includes("images")) {
        throw invalidParameters({ storage: `storage '${storage}' does not support vm images` });
      }
      if (drive["import-from"] !== undefined)
        demandSource(cluster, caller, { vmid, name, source: drive["import-from"] });
    } else {
      demandVolume(cluster, caller, drive.file, { vmid });
    }
  }
}

/** What a disk may be made of: another guest's disk for who may clone that guest, or an image to import. */
function demandSource(
  cluster: Cluster,
  caller: Caller,
  { vmid, name, source }: { readonly vmid: number; readonly name: string; readonly source: string },
): void {
  const split = splitVolid(source);
  const parsed = split && parseVolumeName(storageNamed(cluster, split.storage), split.name);
  if (parsed && parsed.content !== "images" && parsed.content !== "import") {
    throw invalidParameters({
      [name]: `${source} has wrong type '${parsed.content}' - needs to be 'images' or 'import'`,
    });
  }
  if (parsed?.vmid !== undefined) caller.demand(`/vms/${parsed.vmid}`, ["VM.Clone"]);
  else demandVolume(cluster, caller, source, { vmid });
}

/** The right to change this kind of drive. */
export function demandDrive(caller: Caller, vmid: number, name: string, text: string | number): void {
  const drive = parseDrive(name, text);
  const wanted = isCloudInit(drive)
    ? ["VM.Config.Cloudinit", "VM.Config.CDROM"]
    : isCdrom(drive)
      ? ["VM.Config.CDROM"]
      : ["VM.Config.Disk"];
  demandOnGuest(caller, vmid, undefined, wanted);
}
