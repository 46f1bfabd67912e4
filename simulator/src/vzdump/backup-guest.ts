/** Backs one guest up. Source: exec_backup_task of PVE::VZDump. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { demandUnlocked, guestNow, isRunning, putGuest, withConfig } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { volumeNamed } from "../storage/access.ts";
import { protectedLimit, setAttributes } from "../storage/attributes.ts";
import { freeVolume } from "../storage/images.ts";
import { backupType, volumesOn } from "../storage/listing.ts";
import { pruneList, pruneNow, type Retention } from "../storage/prune.ts";
import type { Storage, Volume } from "../storage/slices.ts";
import { takes, type Work } from "../tasks/work.ts";
import { type ArchivePlan, archiveTarget, writeArchive } from "./archive.ts";
import { containerPart } from "./container.ts";
import type { GuestPart, Included } from "./guest-part.ts";
import { info, problem } from "./log.ts";
import { machinePart } from "./machine.ts";
import type { BackupSettings } from "./settings.ts";
import { dateTime, duration, fileSize, notesOf } from "./texts.ts";

export interface BackupRun {
  readonly cluster: Cluster;
  readonly caller: Caller;
  readonly node: string;
  readonly storage: Storage;
  readonly settings: BackupSettings;
  /** What is kept, by the request or the storage; none of it: everything. */
  readonly keep: Retention;
}

const parts: Readonly<Record<Guest["kind"], GuestPart>> = { qemu: machinePart, lxc: containerPart };

/** @returns whether it went well; what went wrong is in the log */
export function* backupGuest(run: BackupRun, vmid: number): Work<boolean> {
  const { cluster } = run;
  const started = cluster.clock.seconds();
  try {
    yield* exec(run, vmid, started);
    yield* info(`Finished Backup of VM ${vmid} (${duration(cluster.clock.seconds() - started)})`);
    yield* info(`Backup finished at ${dateTime(cluster.clock.seconds())}`);
    return true;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (why === "received interrupt") throw error;
    yield* problem(`Backup of VM ${vmid} failed - ${why}`);
    yield* info(`Failed at ${dateTime(cluster.clock.seconds())}`);
    return false;
  }
}

function* exec(run: BackupRun, vmid: number, time: number): Work {
  const { cluster } = run;
  const guest = cluster.state.table(guests).get(vmid);
  if (guest?.node !== run.node) throw refusal(`unable to find VM '${vmid}'`);
  demandPlace(run, guest);
  yield* info(`Starting Backup of VM ${vmid} (${guest.kind})`);
  yield* info(`Backup started at ${dateTime(time)}`);
  yield* info(`status = ${guest.power.status}`);
  demandUnlocked(guestNow(cluster, guest));
  putGuest(cluster, withConfig(guestNow(cluster, guest), { lock: "backup" }));
  const stopped = { again: false };
  try {
    yield* archived(run, guestNow(cluster, guest), time, stopped);
  } finally {
    const now = cluster.state.table(guests).get(vmid);
    if (now?.config.lock === "backup") putGuest(cluster, withConfig(now, { lock: undefined }));
  }
  if (stopped.again) {
    yield* parts[guest.kind].restart(cluster, guest);
    yield* info("guest is online again");
  }
}

/** @throws 500 when there may be no further backup of the guest, or none that is protected */
function demandPlace({ cluster, caller, node, storage, settings, keep }: BackupRun, guest: Guest): void {
  const limit = Object.values(keep).reduce((sum, count) => sum + (count ?? 0), 0);
  if (!settings.protect && (limit === 0 || settings.remove)) return;
  const all = volumesOn(cluster, storage, node, { content: "backup", vmid: guest.vmid }).filter(
    (volume) => backupType(storage, volume) === guest.kind,
  );
  const protectedCount = all.filter((volume) => volume.protected).length;
  if (settings.protect) {
    const most = protectedLimit(caller, storage);
    if (most >= 0 && protectedCount >= most) {
      throw refusal(`The number of protected backups per guest is limited to ${most} on storage '${storage.storage}'`);
    }
  } else if (all.length - protectedCount >= limit) {
    throw refusal(
      `There is a max backup limit of ${limit} enforced by the target storage or the vzdump parameters. Either increase the limit or delete old backups.`,
    );
  }
}

/** From the locked guest to the archive, its notes and what it replaces. */
function* archived(run: BackupRun, guest: Guest, time: number, stopped: { again: boolean }): Work {
  const { cluster, node, storage, settings } = run;
  const part = parts[guest.kind];
  let mode = isRunning(guest) ? settings.mode : "stop";
  let included: Included | undefined;
  if (mode === "snapshot") {
    included = yield* part.prepare(cluster, guest);
    if (!part.snapshots(cluster, guest, included)) {
      yield* info("mode failure - some volumes do not support snapshots");
      yield* info("trying 'suspend' mode instead");
      mode = "suspend";
      included = undefined;
    }
  }
  yield* info(`backup mode: ${mode}`);
  if (settings.bandwidth > 0) yield* info(`bandwidth limit: ${settings.bandwidth} KiB/s`);
  yield* info(`ionice priority: ${settings.ionice}`);
  included ??= yield* part.prepare(cluster, guest);
  if (mode === "stop" && isRunning(guest)) {
    yield* info("stopping virtual guest");
    stopped.again = true;
    yield* part.stop(cluster, guest, settings.stopWait);
  }
  if (mode === "suspend") {
    yield* info("suspending guest");
    yield* takes(0.2);
  }
  const plan: ArchivePlan = { node, guest, storage, settings, time, included };
  const kind = storage.type === "pbs" ? "Proxmox Backup Server" : "vzdump";
  yield* info(`creating ${kind} archive '${archiveTarget(plan)}'`);
  yield* part.transfer(cluster, guest, { included, mode });
  const volume = writeArchive(cluster, plan);
  if (mode === "suspend") yield* info("resume vm");
  if (storage.type !== "pbs") yield* info(`archive file size: ${fileSize(volume.size)}`);
  try {
    yield* describe(run, guest, volume);
  } catch (error) {
    freeVolume(cluster, volume);
    throw error;
  }
  if (settings.remove && Object.keys(run.keep).length > 0) yield* prune(run, guest);
}

/** Notes and protection come before the pruning, so that what is protected stays. */
function* describe({ cluster, caller, settings }: BackupRun, guest: Guest, volume: Volume): Work {
  if (settings.notesTemplate) {
    yield* info("adding notes to backup");
    setAttributes(cluster, caller, volume, { notes: notesOf(cluster, guest, settings.notesTemplate) });
  }
  if (settings.protect) {
    yield* info("marking backup as protected");
    setAttributes(cluster, caller, volumeNamed(cluster, guest.node, volume.volid), { protected: true });
  }
}

function* prune({ cluster, node, storage, keep }: BackupRun, { vmid, kind }: Guest): Work {
  const words = Object.entries(keep)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name}=${count}`);
  yield* info(`prune older backups with retention: ${words.join(", ")}`);
  const list = pruneList(cluster, storage, { node, keep, vmid, type: kind });
  for (const { volid, mark } of list) if (mark === "remove") yield* info(`removing backup '${volid}'`);
  const count = pruneNow(cluster, storage, node, list);
  yield* info(`pruned ${count} backup(s)${count > 0 ? " not covered by keep-retention policy" : ""}`);
}
