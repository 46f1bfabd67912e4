/** Puts changed options into effect: all of them on a stopped machine, what can be plugged on a running one; the rest waits. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { parseProperties } from "../schema/property-string.ts";
import { findVolume } from "../storage/access.ts";
import { freeVolume } from "../storage/images.ts";
import { type Drive, drivesOf, isCdrom, isCloudInit, isDriveName, parseDrive } from "./drives.ts";
import { agent } from "./options/devices.ts";

type Config = Record<string, string | number>;

/** Options that need no device to be touched. Source: `$fast_plug_option` of PVE::QemuServer. */
const plain = new Set(
  "description hookscript lock migrate_downtime migrate_speed name onboot protection shares startup tags vmstatestorage cicustom cipassword citype ciupgrade ciuser nameserver searchdomain sshkeys cpuunits cpulimit".split(
    " ",
  ),
);
/** Drive settings that take effect without plugging. */
const throttles = /^(bps|iops|mbps)|^(backup|replicate|size)$/;

/** The guest with its pending changes in effect as far as possible. */
export function settle(cluster: Cluster, guest: Guest): Guest {
  const config: Config = { ...guest.config };
  const pending: Record<string, string | number | null> = {};
  const running = guest.power.status === "running";
  for (const [name, value] of Object.entries(guest.pending)) {
    const before = config[name];
    if ((value === null && before === undefined) || value === before) continue;
    if (running && !pluggable(guest, name, value)) {
      pending[name] = value;
      continue;
    }
    if (value === null) delete config[name];
    else config[name] = value;
    if (before !== undefined && isDriveName(name)) letGo(cluster, guest, config, parseDrive(name, before));
  }
  dropUsed(config);
  return { ...guest, config, pending };
}

function pluggable(guest: Guest, name: string, value: string | number | null): boolean {
  if (plain.has(name) || /^ipconfig\d+$/.test(name)) return true;
  const features = hotplug(guest.config.hotplug);
  const before = guest.config[name];
  if (/^net\d+$/.test(name)) return features.has("network");
  if (/^usb\d+$/.test(name)) return features.has("usb");
  if (name === "tablet") return features.has("usb");
  if (name === "vcpus") return features.has("cpu");
  if (name === "memory") return features.has("memory");
  if (name === "balloon") return value !== null && Number(before ?? 1) > 0 === Number(value) > 0;
  if (name === "agent") return before !== undefined && value !== null && sameButTrim(String(before), String(value));
  if (!isDriveName(name) || name === "efidisk0" || name === "tpmstate0") return false;
  return drivePluggable(name, before, value, features.has("disk"));
}

function drivePluggable(
  name: string,
  before: string | number | undefined,
  value: string | number | null,
  hotplugDisks: boolean,
): boolean {
  const fixed = /^(ide|sata)/.test(name);
  if (before === undefined || value === null) return hotplugDisks && !fixed;
  const [old, now] = [parseDrive(name, before), parseDrive(name, value)];
  if (old.file !== now.file) return isCdrom(old) && isCdrom(now) ? true : hotplugDisks && !fixed;
  return Object.keys({ ...old, ...now }).every((key) => old[key] === now[key] || throttles.test(key));
}

function sameButTrim(before: string, after: string): boolean {
  const { fstrim_cloned_disks: _, "freeze-fs": __, ...old } = parseProperties(agent, before);
  const { fstrim_cloned_disks: ___, "freeze-fs": ____, ...now } = parseProperties(agent, after);
  return JSON.stringify(old) === JSON.stringify(now);
}

function hotplug(setting: string | number | undefined): ReadonlySet<string> {
  if (setting === undefined || String(setting) === "1") return new Set(["network", "disk", "usb"]);
  return new Set(String(setting).split(/[\s,;]+/));
}

/** A disk that is taken off stays as unused; the cloud-init drive is made anew when needed. */
function letGo(cluster: Cluster, guest: Guest, config: Config, drive: Drive): void {
  if (drivesOf(config, { unused: true }).some(([, other]) => other.file === drive.file)) return;
  const volume = findVolume(cluster, guest.node, drive.file);
  if (volume?.vmid !== guest.vmid) return;
  if (isCloudInit(drive)) freeVolume(cluster, volume);
  else if (!isCdrom(drive)) {
    let index = 0;
    while (config[`unused${index}`] !== undefined) index += 1;
    config[`unused${index}`] = drive.file;
  }
}

/** A volume that is attached again is no longer unused. */
function dropUsed(config: Config): void {
  if (!Object.keys(config).some((name) => name.startsWith("unused"))) return;
  const attached = new Set(drivesOf(config).map(([, drive]) => drive.file));
  for (const [name, drive] of drivesOf(config, { unused: true })) {
    if (name.startsWith("unused") && attached.has(drive.file)) delete config[name];
  }
}
