/** Makes a machine from a backup of one. Source: restore_vma_archive and its helpers of PVE::QemuServer. */
import type { Cluster } from "../cluster.ts";
import { macPrefix } from "../datacenter/options.ts";
import { putFirewallText } from "../firewall/files.ts";
import type { GuestArchive } from "../guests/archive.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { withUnused } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { parseProperties, printProperties } from "../schema/property-string.ts";
import { printSize } from "../schema/sizes.ts";
import { findVolume, storageNamed, storageOn, volumeNamed } from "../storage/access.ts";
import { pathOf } from "../storage/files.ts";
import { allocateImage, freeVolume, makeBase } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { formatOn } from "../storage/types.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { allocateCloudInit } from "./create-drives.ts";
import { type Drive, drivesOf, isCdrom, isCloudInit, parseDrive, printDrive } from "./drives.ts";
import { smbios } from "./options/devices.ts";
import { withMac } from "./options/network.ts";

export interface Restore {
  readonly node: string;
  readonly vmid: number;
  readonly archive: string;
  /** Where all disks go. Default: where they came from. */
  readonly storage: string | undefined;
  /** New MAC addresses and a new identity. */
  readonly unique: boolean;
  /** Options that go before those of the backup. */
  readonly settings: Config;
  /** The machine that is overwritten. */
  readonly before: Guest | undefined;
}

/** What a backup of a machine holds. @throws 500 for what is none */
export function archiveOfMachine(cluster: Cluster, node: string, volid: string): GuestArchive {
  const { archive } = volumeNamed(cluster, node, volid);
  if (archive?.kind !== "qemu") throw refusal(`unable to extract configuration from backup '${volid}'`);
  return archive;
}

/** @returns the machine's configuration, its disks filled; what was made is freed when one of them fails */
export function* restoreMachine(cluster: Cluster, caller: Caller, plan: Restore): Work<Config> {
  const archive = archiveOfMachine(cluster, plan.node, plan.archive);
  const path = pathOf(storageNamed(cluster, splitVolid(plan.archive)?.storage ?? ""), { volid: plan.archive });
  yield* say(`restore vma archive: vma extract -v -r /var/tmp/vzdumptmp.fifo ${path} /var/tmp/vzdumptmp`);
  for (const [name, { size }] of Object.entries(archive.volumes))
    yield* say(`DEV: size: ${size} devname: drive-${name}`);
  if (archive.firewall !== undefined) putFirewallText(cluster, plan.vmid, archive.firewall);
  const targets = targetsOf(cluster, caller, plan, archive);
  freeReplaced(cluster, plan, new Set(targets.keys()));
  const made = new Map<string, Volume>();
  try {
    for (const [name, target] of targets) {
      const volume = target();
      made.set(name, volume);
      yield* say(`new volume ID is '${volume.volid}'`);
    }
    const bytes = Object.values(archive.volumes).reduce((sum, { used }) => sum + used, 0);
    yield* takes(copySeconds(bytes));
    yield* say(`progress 100% (read ${bytes} bytes, duration ${Math.ceil(copySeconds(bytes))} sec)`);
  } catch (error) {
    for (const volume of made.values()) {
      freeVolume(cluster, volume);
      yield* say(`temporary volume '${volume.volid}' successfully removed`);
    }
    throw error;
  }
  yield* say("rescan volumes...");
  return restoredConfig(cluster, plan, archive, made);
}

/** How each disk is made, by its name. @throws 403 or 500 when a storage may not be used or keeps no disks */
function targetsOf(
  cluster: Cluster,
  caller: Caller,
  plan: Restore,
  { config, volumes }: GuestArchive,
): ReadonlyMap<string, () => Volume> {
  const { node, vmid } = plan;
  const targets = new Map<string, () => Volume>();
  for (const [name, drive] of drivesOf(config)) {
    const archived = volumes[name];
    const cloudInit = isCloudInit(drive);
    if (!archived && !cloudInit) continue;
    const storage = plan.storage ?? splitVolid(drive.file)?.storage ?? "local";
    if (!storageNamed(cluster, storage).content.includes("images")) {
      throw refusal(`Content type 'images' is not available on storage '${storage}'`);
    }
    caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
    const format = formatOn(storageOn(cluster, node, storage), formatOf(drive));
    targets.set(name, () =>
      archived && !cloudInit
        ? allocateImage(cluster, { node, vmid, storage, format, size: archived.size, from: archived })
        : allocateCloudInit(cluster, { node, vmid, storage, format }),
    );
  }
  return targets;
}

const formatOf = ({ file, format }: Drive): string => format ?? /\.(raw|qcow2|vmdk)$/.exec(file)?.[1] ?? "raw";

/** Old disks of the names that are restored go; the others stay. */
function freeReplaced(cluster: Cluster, { before, vmid }: Restore, names: ReadonlySet<string>): void {
  for (const [name, drive] of before ? drivesOf(before.config) : []) {
    const volume = before && names.has(name) ? findVolume(cluster, before.node, drive.file) : undefined;
    if (volume?.vmid === vmid && !isCdrom(drive, { cloudInit: false })) freeVolume(cluster, volume);
  }
}

/** The backup's configuration with the new disks; a disk that was left out of the backup becomes a remark. */
function restoredConfig(
  cluster: Cluster,
  plan: Restore,
  archive: GuestArchive,
  made: ReadonlyMap<string, Volume>,
): Config {
  const { random } = cluster;
  const config: Record<string, string | number> = {};
  const remarks: string[] = [];
  const asTemplate = Number(archive.config.template ?? 0) === 1;
  for (const [name, value] of Object.entries(archive.config)) {
    const volume = made.get(name);
    if (volume) {
      const kept = asTemplate && archive.volumes[name] ? makeBase(cluster, plan.node, volume) : volume;
      const drive = parseDrive(name, value);
      config[name] = printDrive(name, { ...drive, file: kept.volid, format: undefined, size: printSize(kept.size) });
    } else if (isLeftOut(name, value)) remarks.push(`${name}: ${value}`);
    else config[name] = value;
  }
  if (remarks.length > 0) config.description = [config.description, ...remarks].filter(Boolean).join("\n");
  if (config.vmgenid !== undefined && String(config.vmgenid) !== "0") config.vmgenid = random.uuid();
  if (plan.unique) renew(cluster, config);
  const merged = { ...config, ...plan.settings };
  return unusedAdded(cluster, plan, merged);
}

const isLeftOut = (name: string, value: string | number): boolean =>
  /^(ide|scsi|virtio|sata|efidisk|tpmstate)\d+$/.test(name) && parseDrive(name, value).backup === "0";

function renew(cluster: Cluster, config: Record<string, string | number>): void {
  for (const [name, value] of Object.entries(config)) {
    if (/^net\d+$/.test(name)) config[name] = withMac(String(value), cluster.random.mac(macPrefix(cluster)));
  }
  if (config.smbios1 === undefined) return;
  const known = parseProperties(smbios, String(config.smbios1));
  config.smbios1 = printProperties(smbios, { ...known, uuid: cluster.random.uuid() });
}

/** Disks of the machine that was overwritten, and that nothing names any more. */
function unusedAdded(cluster: Cluster, { before, vmid }: Restore, config: Config): Config {
  if (!before) return config;
  const named = new Set(drivesOf(config, { unused: true }).map(([, drive]) => drive.file));
  return drivesOf(before.config, { unused: true })
    .map(([, drive]) => drive.file)
    .filter((file) => !named.has(file) && findVolume(cluster, before.node, file)?.vmid === vmid)
    .reduce(withUnused, config);
}
