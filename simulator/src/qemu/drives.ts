/** The drives of a configuration. */
import type { Config } from "../guests/guest.ts";
import { printProperties, splitProperties } from "../schema/property-string.ts";
import type { Fields } from "../schema/schema.ts";
import { parseSize } from "../schema/sizes.ts";
import { derived } from "../store/derived.ts";
import { driveFields } from "./options/drive.ts";

/** A drive's property string, taken apart. */
export type Drive = Readonly<Record<string, string>> & { readonly file: string };

export const isDriveName = (name: string): boolean => driveFields(name) !== undefined;
const isUnused = (name: string): boolean => name.startsWith("unused");

export function parseDrive(name: string, text: string | number): Drive {
  return splitProperties(driveFields(name) as Fields, String(text)) as Drive;
}

export const printDrive = (name: string, drive: Readonly<Record<string, string | undefined>>): string =>
  printProperties(driveFields(name) as Fields, drive);

/** In Proxmox's order of buses; disks that are not attached (`unused0`) only when asked for. */
export function drivesOf(config: Config, { unused = false } = {}): [name: string, drive: Drive][] {
  return Object.entries(config)
    .filter(([name]) => isDriveName(name) && (unused || !isUnused(name)))
    .map(([name, text]) => [name, parseDrive(name, text)] as [string, Drive])
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

export const isCloudInit = (drive: Drive): boolean => /[/:-]?vm-\d+-cloudinit|^([^:]+:)?cloudinit$/.test(drive.file);

/** Whether it is a CD-ROM; the cloud-init drive counts only when asked for. */
export const isCdrom = (drive: Drive, { cloudInit = true } = {}): boolean =>
  drive.media === "cdrom" && (cloudInit || !isCloudInit(drive));

/** A disk with a volume, and no CD-ROM. */
export const isDisk = (drive: Drive): boolean => !isCdrom(drive) && drive.file !== "none";

/** Devices of `boot`, first to last; undefined for the legacy form or none. */
export function bootOrder(config: Readonly<Record<string, unknown>>): string[] | undefined {
  const order = /(?:^|,)order=([^,]*)/.exec(String(config.boot ?? ""))?.[1];
  return order?.split(/[;\s]+/).filter((device) => device !== "");
}

export const printBootOrder = (devices: readonly string[]): string =>
  devices.length > 0 ? `order=${devices.join(";")}` : "";

/** What Proxmox starts from when nobody says: the first disk, the first CD-ROM, the first network card. */
export function defaultBootOrder(config: Config): string[] {
  const names = ["ide", "sata", "scsi", "virtio"].flatMap((bus) =>
    Object.keys(config)
      .filter((key) => new RegExp(`^${bus}\\d+$`).test(key))
      .sort(),
  );
  const disk = names.find((name) => isDisk(parseDrive(name, config[name] as string)));
  const cdrom = names.find((name) => isCdrom(parseDrive(name, config[name] as string)));
  const card = Object.keys(config)
    .filter((key) => /^net\d+$/.test(key))
    .sort()[0];
  return [disk, cdrom, card].filter((device) => device !== undefined);
}

/** Bytes of the disk a machine boots from; 0 without one. */
export const bootDiskSize = derived((config: Config): number => {
  const name = bootOrder(config)?.find(
    (device) => isDriveName(device) && config[device] !== undefined && isDisk(parseDrive(device, config[device])),
  );
  return name === undefined ? 0 : (parseSize(parseDrive(name, config[name] as string).size ?? "0") ?? 0);
});
