/** Makes a container from a backup of one. Source: the restore branch of create_vm and sanitize_and_merge_config of PVE::LXC::Create. */
import type { Cluster } from "../cluster.ts";
import { firewallText, putFirewallText } from "../firewall/files.ts";
import type { ArchivedVolume, GuestArchive } from "../guests/archive.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { demandBridge } from "../guests/permissions.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { parseSize } from "../schema/sizes.ts";
import { findVolume, volumeNamed } from "../storage/access.ts";
import { fillImage } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { say, takes, type Work, warn } from "../tasks/work.ts";
import { baseMounts } from "./base-mounts.ts";
import { completed, makeFileSystems } from "./build.ts";
import { rawOptions } from "./config-file.ts";
import { kindOf, mountsOf, parseMount, printMount, volumesOf } from "./mounts.ts";
import type { NewContainer } from "./new-container.ts";
import { isNet, parseNet, withMac } from "./options/network.ts";
import { freeOwn } from "./volumes.ts";

export interface Restore extends NewContainer {
  readonly archive: string;
  /** New MAC addresses. */
  readonly unique: boolean;
  /** What was said of it; what the backup says when absent. */
  readonly unprivileged: boolean | undefined;
  /** Whether the backup's firewall comes back too. */
  readonly firewall: boolean;
  /** The container that is overwritten. */
  readonly before: Guest | undefined;
}

const gib = 1024 ** 3;

/** What a backup says, once it is sure that the caller may bring it back. */
export interface Recovered {
  readonly archive: GuestArchive;
  readonly unprivileged: boolean;
  /** File systems to make, and those to bind, by option. */
  readonly wanted: {
    readonly volumes: Readonly<Record<string, string>>;
    readonly bound: Readonly<Record<string, string>>;
  };
}

/** Looks into a backup; up to here nothing is changed. */
export function* recoverBackup(cluster: Cluster, caller: Caller, plan: Restore): Work<Recovered> {
  yield* say(`recovering backed-up configuration from '${plan.archive}'`);
  const archive = archiveIn(volumeNamed(cluster, plan.node, plan.archive));
  for (const [name, text] of Object.entries(archive.config)) {
    if (isNet(name) && plan.config[name] === undefined) demandBridge(cluster, caller, parseNet(text));
  }
  const unprivileged = plan.unprivileged ?? Number(archive.config.unprivileged ?? 0) === 1;
  if (!unprivileged && Number(plan.before?.config.unprivileged ?? 1) === 1) caller.demand("/", ["Sys.Modify"]);
  const given = Object.keys(plan.mounts).length > 0;
  return {
    archive,
    unprivileged,
    wanted: given ? { volumes: plan.mounts, bound: {} } : archivedMounts(caller, plan.storage, archive),
  };
}

/** @param made is filled with what is to be freed should something fail later */
export function* restoreContainer(
  cluster: Cluster,
  caller: Caller,
  plan: Restore,
  { archive, unprivileged, wanted }: Recovered,
  made: Volume[],
): Work<Config> {
  const { node, vmid, before } = plan;
  const mounts = yield* makeFileSystems(cluster, plan, wanted.volumes, made);
  for (const [, old] of before ? volumesOf(before.config, { unused: true }) : []) freeOwn(cluster, plan, old);
  yield* say(`restoring '${plan.archive}' now..`);
  yield* takes(copySeconds(fill(cluster, node, archive.volumes, mounts)));
  yield* say("merging backed-up and given configuration..");
  const merged = yield* mergedConfig(cluster, caller, plan, archive.config, unprivileged);
  const config = completed(vmid, { ...merged, ...mounts, ...wanted.bound });
  yield* restoreFirewall(cluster, plan, archive.firewall);
  return Number(archive.config.template ?? 0) === 1 ? yield* asTemplate(cluster, node, config) : config;
}

function archiveIn({ volid, archive }: Volume): GuestArchive {
  if (archive?.kind !== "lxc") throw refusal(`unable to recover a container's configuration from '${volid}'`);
  return archive;
}

/** The backup's own file systems, on the storage that was named; what was bound from the host only root@pam brings back. */
function archivedMounts(caller: Caller, storage: string, { config, volumes }: GuestArchive) {
  const found = mountsOf(config);
  if (!found.some(([name]) => name === "rootfs")) {
    throw refusal("rootfs configuration could not be recovered, please check and specify manually!");
  }
  const made: Record<string, string> = {};
  const bound: Record<string, string> = {};
  for (const [name, mount] of found) {
    const kind = kindOf(mount);
    if (kind === "volume") {
      // What was left out of the backup comes back empty, as large as its configuration says.
      const size = volumes[name]?.size ?? parseSize(mount.size ?? "");
      if (size === undefined) throw refusal(`unable to detect disk size - please specify ${name} (size)`);
      made[name] = printMount(name, { ...mount, volume: `${storage}:${size / gib}`, size: undefined });
    } else if (caller.isRoot) bound[name] = printMount(name, mount);
    else throw refusal(`restoring '${name}' to ${kind} mount is only possible for root`);
  }
  return { volumes: made, bound };
}

/** Puts the backup's files on the new volumes. @returns bytes that were written */
function fill(
  cluster: Cluster,
  node: string,
  archived: Readonly<Record<string, ArchivedVolume>>,
  mounts: Readonly<Record<string, string>>,
): number {
  const bytes = Object.values(archived).reduce((sum, { used }) => sum + used, 0);
  for (const [name, text] of Object.entries(mounts)) {
    const volume = findVolume(cluster, node, parseMount(name, text).volume);
    if (volume) fillImage(cluster, node, volume, archived[name]?.used ?? (name === "rootfs" ? bytes : 0));
  }
  return bytes;
}

/** Options of the request go before those of the backup. */
function* mergedConfig(
  cluster: Cluster,
  caller: Caller,
  plan: Restore,
  old: Config,
  unprivileged: boolean,
): Work<Config> {
  const merged: Record<string, string | number> = { ...plan.config, ...(unprivileged && { unprivileged: 1 }) };
  const own = new Set(["rootfs", "unprivileged", "template"]);
  for (const [name, value] of Object.entries(old)) {
    if (own.has(name) || /^mp\d+$/.test(name)) continue;
    if (name === "lxc" && !caller.isRoot) {
      const lines = rawOptions(old).map(([key, text]) => `${key}: ${text}`);
      yield* warn(`skipping custom lxc options, restore manually as root:\n${lines.join("\n")}`);
    } else if (name === "features" && !caller.isRoot && !unprivileged && Number(old.unprivileged ?? 0) === 1) {
      yield* say("changing from unprivileged to privileged, skipping features");
    } else if (isNet(name) && plan.unique) merged[name] = withMac(value, cluster.random.mac());
    else merged[name] ??= value;
  }
  return merged;
}

function* restoreFirewall(cluster: Cluster, { vmid, firewall }: Restore, text: string | undefined): Work {
  if (text === undefined) return;
  if (firewall) {
    putFirewallText(cluster, vmid, text);
    return;
  }
  yield* say(
    `ignoring firewall config from backup archive's '/var/lib/lxc/${vmid}/rootfs/etc/vzdump/pct.fw', lacking API permission to modify firewall.`,
  );
  if (firewallText(cluster, vmid) !== undefined) {
    yield* say(`old firewall configuration in '/etc/pve/firewall/${vmid}.fw' left in place!`);
  }
}

function* asTemplate(cluster: Cluster, node: string, config: Config): Work<Config> {
  yield* say("Convert restored container to template...");
  return { ...config, ...baseMounts(cluster, node, config), template: 1 };
}
