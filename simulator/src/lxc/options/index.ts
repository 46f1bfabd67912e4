/** Every option of a container's configuration, as create and update take it. Source: PVE::LXC::Config, `$confdesc`. */
import { schemaOf } from "../../schema/check.ts";
import { dnsName } from "../../schema/common.ts";
import { checkFormat, registerFormat } from "../../schema/formats.ts";
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
import { device, features } from "./device.ts";
import { mountPoint, mountPoints, rootfs, unused } from "./mount-point.ts";
import { net } from "./network.ts";

/** A link-local IPv6 address may name its interface: `fe80::1%eth0`. */
registerFormat("lxc-ip-with-ll-iface", (text) => checkFormat("ip", text.replace(/^(fe80:[^%]+)%[\w.:-]+$/, "$1")));
registerFormat("pve-ct-timezone", (text) =>
  text === "host" || isZone(text) ? undefined : `invalid time zone '${text}'\n`,
);

/** Whether a time zone is known. */
function isZone(text: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: text });
    return true;
  } catch {
    return false;
  }
}

const flag = () => optional(boolean());
/** Proxmox writes its class of control characters with decimal-looking bounds, and so lets line feeds pass here. */
const text = "[^\\x00-\\x08\\x10-\\x1F\\x7F]";

const resources: Fields = {
  cores: optional(integer({ minimum: 1, maximum: 8192 })),
  cpulimit: optional(number({ minimum: 0, maximum: 8192 })),
  cpuunits: optional(integer({ minimum: 0, maximum: 500_000 })),
  memory: optional(integer({ minimum: 16 })),
  swap: optional(integer({ minimum: 0 })),
  rootfs: optional(keyed(rootfs)),
  "mp[n]": indexed(mountPoints, keyed(mountPoint)),
  "unused[n]": indexed(mountPoints, keyed(unused)),
  "net[n]": indexed(32, keyed(net)),
  "dev[n]": indexed(256, keyed(device)),
};

const system: Fields = {
  arch: optional(choice("amd64", "i386", "arm64", "armhf", "riscv32", "riscv64")),
  cmode: optional(choice("shell", "console", "tty")),
  console: flag(),
  entrypoint: optional(string({ pattern: `(?^:${text}+)` })),
  env: optional(string({ pattern: `(?^:(?:\\w+=${text}*)(?:\\0\\w+=${text}*)*)` })),
  features: optional(keyed(features)),
  hostname: optional(dnsName({ maxLength: 255 })),
  nameserver: optional(formatted("lxc-ip-with-ll-iface-list")),
  ostype: optional(
    choice(
      ...("debian devuan ubuntu centos fedora opensuse archlinux alpine gentoo nixos unmanaged".split(
        " ",
      ) as readonly string[]),
    ),
  ),
  searchdomain: optional(formatted("dns-name-list")),
  timezone: optional(formatted("pve-ct-timezone")),
  tty: optional(integer({ minimum: 0, maximum: 6 })),
  unprivileged: flag(),
};

const behaviour: Fields = {
  debug: flag(),
  description: optional(string({ maxLength: 8192 })),
  hookscript: optional(formatted("pve-volume-id")),
  lock: optional(
    choice(
      "backup",
      "create",
      "destroyed",
      "disk",
      "fstrim",
      "migrate",
      "mounted",
      "rollback",
      "snapshot",
      "snapshot-delete",
    ),
  ),
  onboot: flag(),
  protection: flag(),
  startup: optional(formatted("pve-startup-order")),
  tags: optional(formatted("pve-tag-list")),
  template: flag(),
};

const options: Fields = { ...resources, ...system, ...behaviour };

/** For the parameters of create and update. Their values are read with `settingsOf`, so they carry no types of their own. */
export const configOptions: Readonly<Record<never, Schema>> = options;

export const isOption = (name: string): boolean => schemaOf(options, name) !== undefined;

/** Values as the configuration holds them: whole numbers and booleans (1, 0) as numbers, all else as text. */
export type Settings = Readonly<Record<string, string | number>>;

/** The options among checked parameters. */
export function settingsOf(parameters: Readonly<Record<string, unknown>>): Settings {
  const settings: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined && isOption(name)) settings[name] = stored(name, value);
  }
  return settings;
}

function stored(name: string, value: unknown): string | number {
  if (typeof value === "boolean") return Number(value);
  // Proxmox's weight is 1 to 10000 where the kernel counts by cgroup v2.
  if (name === "cpuunits") return Math.min(Math.max(Number(value), 1), 10_000);
  return schemaOf(options, name)?.type === "number" ? String(value) : (value as string | number);
}

/** A value as it stands in a configuration file. @throws Error for an option that there is not */
export function readOption(name: string, value: string): string | number {
  const type = schemaOf(options, name)?.type;
  if (type === undefined) throw new Error(`unknown setting '${name}'`);
  return type === "integer" || type === "boolean" ? Number(value) : value;
}
