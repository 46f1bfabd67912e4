/** Puts changed options into effect: all of them on a stopped container, what can be changed on a running one; the rest waits. Source: PVE::LXC::Config, vmconfig_hotplug_pending and vmconfig_apply_pending. */
import type { Cluster } from "../cluster.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { isRunning, withUnused } from "../guests/record.ts";
import { PveError } from "../kernel/error.ts";
import { isMountName, isUnusedName, parseMount, volumesOf } from "./mounts.ts";
import { isDevice } from "./options/device.ts";
import { isNet, settledNet } from "./options/network.ts";
import { freeOwn, settleMount } from "./volumes.ts";

/** Options that touch nothing of a running container. */
const plain = new Set("description onboot startup protection hostname hookscript cores tags lock".split(" "));
/** Limits that its control group takes at once. */
const limits = new Set(["cpulimit", "cpuunits", "memory", "swap"]);

export interface Settled {
  readonly guest: Guest;
  /** Why an option could not be put into effect, by option. */
  readonly errors: Readonly<Record<string, string>>;
}

/** @param selection options to look at; all that wait when absent */
export function settle(cluster: Cluster, guest: Guest, selection?: ReadonlySet<string>): Settled {
  const running = isRunning(guest);
  const errors: Record<string, string> = {};
  let config = guest.config;
  const pending: Record<string, string | number | null> = { ...guest.pending };
  const chosen = Object.keys(guest.pending)
    .filter((name) => selection === undefined || selection.has(name))
    .sort((a, b) => Number(pending[a] !== null) - Number(pending[b] !== null) || (a < b ? -1 : 1));
  for (const name of chosen) {
    const value = pending[name] ?? null;
    if (running && !pluggable(config, name, value)) continue;
    try {
      config = changed(cluster, { ...guest, config, pending }, name, value);
      delete pending[name];
    } catch (error) {
      if (!(error instanceof PveError)) throw error;
      errors[name] = running
        ? `unable to hotplug ${name}: ${error.message}\n`
        : `unable to apply pending change ${name} : ${error.message}\n`;
    }
  }
  return { guest: { ...guest, config: withoutUsed(config), pending }, errors };
}

function pluggable(config: Config, name: string, value: string | number | null): boolean {
  if (plain.has(name)) return true;
  if (value === null) return isUnusedName(name) || isNet(name) || (limits.has(name) && name !== "memory");
  if (isDevice(name) || /^mp\d+$/.test(name)) return config[name] === undefined;
  return isNet(name) || limits.has(name);
}

function changed(cluster: Cluster, guest: Guest, name: string, value: string | number | null): Config {
  const { [name]: before, ...rest } = guest.config;
  if (value === null) {
    if (isUnusedName(name)) freeUnused(cluster, guest, String(before));
    return /^mp\d+$/.test(name) ? letGo(guest, rest, name, before) : rest;
  }
  if (isNet(name)) return { ...rest, [name]: settledNet(String(value), () => cluster.random.mac()) };
  if (!/^mp\d+$/.test(name)) return value === "" ? rest : { ...rest, [name]: value };
  const { text } = settleMount(cluster, guest, name, value);
  return letGo(guest, { ...rest, [name]: text }, name, before);
}

/** The volume that was mounted is kept as unused, so long as nothing else names it. */
function letGo(guest: Guest, config: Config, name: string, before: string | number | undefined): Config {
  if (before === undefined || !isMountName(name)) return config;
  const { volume } = parseMount(name, before);
  return volume.startsWith("/") || inUse(config, guest, volume) ? config : withUnused(config, volume);
}

function freeUnused(cluster: Cluster, guest: Guest, volid: string): void {
  const { config } = guest;
  if (!inUse(config, guest, volid)) freeOwn(cluster, guest, volid);
}

const inUse = (config: Config, { snapshots = {} }: Guest, volid: string): boolean =>
  [config, ...Object.values(snapshots)].some((section) => volumesOf(section).some(([, named]) => named === volid));

/** A volume that is mounted again is no longer unused. */
function withoutUsed(config: Config): Config {
  const mounted = new Set(volumesOf(config).map(([, volid]) => volid));
  return Object.fromEntries(
    Object.entries(config).filter(([name, value]) => !(isUnusedName(name) && mounted.has(String(value)))),
  );
}
