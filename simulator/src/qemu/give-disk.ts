/** Gives a machine's disk to another machine on the same node. Source: the reassignment of move_vm_disk in PVE::API2::Qemu. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { demandUnlocked, guestNow, isRunning, isTemplate, putGuest, withConfig } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { PropertyStringError, parseProperties } from "../schema/property-string.ts";
import type { Fields } from "../schema/schema.ts";
import { modified } from "../sections/section-file.ts";
import { findVolume } from "../storage/access.ts";
import { hasFeature } from "../storage/features.ts";
import { giveVolume } from "../storage/rename.ts";
import type { Volume } from "../storage/slices.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, type Work } from "../tasks/work.ts";
import { bootOrder, type Drive, isCdrom, parseDrive, printBootOrder, printDrive } from "./drives.ts";
import { digestOf, machineOn } from "./machine.ts";
import { driveFields } from "./options/drive.ts";
import { updateMachine } from "./update.ts";
import { volumeUses } from "./volume-uses.ts";

export interface Gift {
  readonly node: string;
  readonly vmid: number;
  /** Option that names the disk, such as `scsi1`. */
  readonly disk: string;
  /** The machine that gets it, and the option that will name it there. */
  readonly to: number;
  readonly targetDisk: string;
  readonly digest: string | undefined;
  readonly targetDigest: string | undefined;
}

interface Givable {
  readonly source: Guest;
  readonly target: Guest;
  readonly drive: Drive;
  readonly volume: Volume;
}

const isUnused = (name: string): boolean => name.startsWith("unused");

/** @throws 500 */
export function demandGivable(cluster: Cluster, gift: Gift): Givable {
  const { node, vmid, disk, to, targetDisk } = gift;
  const there = cluster.state.table(guests).get(to);
  if (!there) throw refusal(`could not find target VM ${to}`);
  if (there.node !== node) throw refusal(`Both VMs need to be on the same node (${node} != ${there.node})`);
  const source = machineOn(cluster, gift);
  demandUnlocked(source);
  const target = machineOn(cluster, { node, vmid: to });
  demandUnlocked(target);
  if (isTemplate(source) || isTemplate(target)) throw refusal("Can't move disks from or to template VMs");
  demandUnchanged(source, gift.digest);
  demandUnchanged(target, gift.targetDigest);
  const text = source.config[disk];
  if (text === undefined) throw refusal(`Disk '${disk}' for VM '${vmid}' does not exist`);
  if (target.config[targetDisk] !== undefined) {
    throw refusal(`Target disk key '${targetDisk}' is already in use for VM '${to}'`);
  }
  const drive = parseDrive(disk, text);
  if (isCdrom(drive, { cloudInit: false })) throw refusal("CD drive contents can't be moved to another VM");
  if (!splitVolid(drive.file)) throw refusal(`Volume '${drive.file}' not managed by PVE`);
  if (volumeUses(source).some((use) => use.volid === drive.file && use.referenced_in_snapshot)) {
    throw refusal("Can't move disk used by a snapshot to another VM");
  }
  const volume = findVolume(cluster, node, drive.file);
  if (!volume || !hasFeature(cluster, volume, "rename")) {
    throw refusal("Storage does not support moving of this disk to another VM");
  }
  if (isRunning(source) && !isUnused(disk)) {
    throw refusal("Cannot move disk to another VM while the source VM is running - detach first");
  }
  return { source, target, drive: driveThere(targetDisk, String(text), drive.file), volume };
}

function demandUnchanged(guest: Guest, digest: string | undefined): void {
  if (digest && digest !== digestOf(guest)) throw refusal(`VM ${guest.vmid}: ${modified().message}`);
}

/** The drive as its new option takes it: not every bus knows every key. */
function driveThere(name: string, text: string, volid: string): Drive {
  if (isUnused(name)) return parseDrive(name, volid);
  try {
    parseProperties(driveFields(name) as Fields, text);
  } catch (error) {
    if (!(error instanceof PropertyStringError)) throw error;
    throw refusal(`failed to parse source disk for target disk format - ${error.message}`);
  }
  return parseDrive(name, text);
}

export function* giveToMachine(cluster: Cluster, caller: Caller, gift: Gift): Work {
  const { vmid, disk, to, targetDisk } = gift;
  const { source, target, drive, volume } = demandGivable(cluster, gift);
  yield* say(`reassign disk '${disk}' from VM '${vmid}' as '${targetDisk}' to VM '${to}'`);
  const given = giveVolume(cluster, source.node, volume, to);
  const order = bootOrder(source.config);
  const boot = order?.includes(disk) ? printBootOrder(order.filter((name) => name !== disk)) : undefined;
  if (boot !== undefined) yield* say(`removing disk '${disk}' from boot order config`);
  yield* say(`removing disk '${disk}' from VM '${vmid}' config`);
  const without = withConfig(guestNow(cluster, source), { [disk]: undefined });
  putGuest(cluster, boot === undefined ? without : withConfig(without, { boot }));
  const text = printDrive(targetDisk, { ...drive, file: given.volid });
  if (isUnused(targetDisk)) {
    putGuest(cluster, withConfig(guestNow(cluster, target), { [targetDisk]: text }));
    return;
  }
  yield* updateMachine(cluster, caller, guestNow(cluster, target), {
    parameters: { [targetDisk]: text },
    remove: undefined,
    revert: undefined,
    force: undefined,
    digest: gift.targetDigest,
    skiplock: undefined,
  });
}
