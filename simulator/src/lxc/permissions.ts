/** What changing a container asks of the caller, option by option, and what only root@pam itself may. Source: check_ct_modify_config_perm of PVE::LXC. */
import type { Cluster } from "../cluster.ts";
import type { Config } from "../guests/guest.ts";
import { demandBridge, demandOnGuest } from "../guests/permissions.ts";
import { forbidden, type PveError } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { parseProperties } from "../schema/property-string.ts";
import { demandVolume } from "../storage/access.ts";
import { isMountName, kindOf, parseMount } from "./mounts.ts";
import { features, isDevice } from "./options/device.ts";
import type { Settings } from "./options/index.ts";
import { isNet, parseNet } from "./options/network.ts";
import { newVolume } from "./volumes.ts";

export interface Change {
  readonly vmid: number;
  readonly pool?: string | undefined;
  /** Absent for a container that is made. */
  readonly before?: Config;
  readonly settings: Settings;
  readonly remove?: readonly string[];
  readonly unprivileged: boolean;
}

const onlyRoot = (what: string): PveError => forbidden(`${what} only allowed for root@pam`);

/** @throws 403 for a missing privilege and for what is kept for root@pam, also for its tokens */
export function demandChange(cluster: Cluster, caller: Caller, change: Change): void {
  if (caller.isRoot) return;
  for (const name of Object.keys(change.settings)) demandOption(cluster, caller, change, name, false);
  for (const name of change.remove ?? []) demandOption(cluster, caller, change, name, true);
}

function demandOption(cluster: Cluster, caller: Caller, change: Change, name: string, removed: boolean): void {
  const { vmid, pool, before = {}, settings } = change;
  const demand = (privilege: string) => demandOnGuest(caller, vmid, pool, [privilege]);
  if (["cores", "cpuunits", "cpulimit"].includes(name)) demand("VM.Config.CPU");
  else if (name === "memory" || name === "swap") demand("VM.Config.Memory");
  else if (["nameserver", "searchdomain", "hostname"].includes(name)) demand("VM.Config.Network");
  else if (isDevice(name)) throw onlyRoot("configuring device passthrough is");
  else if (name === "hookscript") throw onlyRoot("changing the hookscript is");
  else if (name === "features") demandFeatures(caller, change, removed);
  else if (isMountName(name)) {
    demand("VM.Config.Disk");
    if (!removed) demandMount(cluster, caller, vmid, name, settings[name] ?? "");
  } else if (isNet(name)) {
    demand("VM.Config.Network");
    for (const text of [before[name], settings[name]])
      if (text !== undefined) demandBridge(cluster, caller, parseNet(text));
  } else demand("VM.Config.Options");
}

function demandMount(cluster: Cluster, caller: Caller, vmid: number, name: string, text: string | number): void {
  const mount = parseMount(name, text);
  const kind = kindOf(mount);
  if (kind !== "volume") throw onlyRoot(`mount point type ${kind} is`);
  const storage = newVolume.exec(mount.volume)?.[1];
  if (storage !== undefined) caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
  else demandVolume(cluster, caller, mount.volume, { vmid, content: "rootdir" });
}

/** Nesting of an unprivileged container may be changed by who may make it; every other feature is root@pam's. */
function demandFeatures(
  caller: Caller,
  { vmid, pool, before, settings, unprivileged }: Change,
  removed: boolean,
): void {
  if (!unprivileged) throw onlyRoot("changing feature flags for privileged container is");
  const changed = changedFeatures(before?.features, removed ? undefined : settings.features);
  if (changed.some((name) => name !== "nesting")) throw onlyRoot("changing feature flags (except nesting) is");
  if (changed.length > 0) demandOnGuest(caller, vmid, pool, ["VM.Allocate"]);
}

/** Where none were before, each that is named counts as changed, also one that is switched off. */
function changedFeatures(before: string | number | undefined, after: string | number | undefined): string[] {
  const old: Readonly<Record<string, unknown>> = before ? parseProperties(features, String(before)) : {};
  const now: Readonly<Record<string, unknown>> = after ? parseProperties(features, String(after)) : {};
  return Object.keys({ ...old, ...now }).filter((name) => old[name] !== now[name]);
}
