/** The file systems of a configuration: the root, further volumes, and what is bound from the host. Source: PVE::LXC::Config. */
import type { Config } from "../guests/guest.ts";
import { printProperties, splitProperties } from "../schema/property-string.ts";
import { mountNames, mountPoint, rootfs } from "./options/mount-point.ts";

/** A file system's property string, taken apart. */
export type Mount = Readonly<Record<string, string>> & { readonly volume: string };

export type MountKind = "volume" | "bind" | "device";

export const isMountName = (name: string): boolean => name === "rootfs" || /^mp\d+$/.test(name);
export const isUnusedName = (name: string): boolean => /^unused\d+$/.test(name);

export const parseMount = (name: string, text: string | number): Mount =>
  splitProperties(name === "rootfs" ? rootfs : mountPoint, String(text)) as Mount;

export const printMount = (name: string, mount: Readonly<Record<string, string | undefined>>): string =>
  printProperties(name === "rootfs" ? rootfs : mountPoint, mount);

/** Whether a volume of a storage, a folder of the host or a device of the host is mounted. */
export function kindOf({ volume }: Pick<Mount, "volume">): MountKind {
  if (!volume.startsWith("/")) return "volume";
  return volume.startsWith("/dev/") ? "device" : "bind";
}

/** In Proxmox's order: the root, then by number. */
export function mountsOf(config: Readonly<Record<string, unknown>>): [name: string, mount: Mount][] {
  return Object.keys(config)
    .filter(isMountName)
    .sort((a, b) => mountNames.indexOf(a) - mountNames.indexOf(b))
    .filter((name) => config[name] !== null && config[name] !== undefined)
    .map((name) => [name, parseMount(name, String(config[name]))]);
}

/** Volids of a configuration by option; those that nothing mounts only when asked for. */
export function volumesOf(config: Config, { unused = false } = {}): [name: string, volid: string][] {
  const mounted = mountsOf(config)
    .filter(([, mount]) => kindOf(mount) === "volume")
    .map(([name, { volume }]) => [name, volume] as [string, string]);
  if (!unused) return mounted;
  return [
    ...mounted,
    ...Object.entries(config)
      .filter(([name]) => isUnusedName(name))
      .map(([name, volid]) => [name, String(volid)] as [string, string]),
  ];
}
