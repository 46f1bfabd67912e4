/** One run of vzdump on a node: its guests one after the other, and no other run beside it. Source: PVE::VZDump, new, getlock and exec_backup. */
import type { Cluster } from "../cluster.ts";
import { guests } from "../guests/guest.ts";
import { forbidden, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { storageOn } from "../storage/access.ts";
import { parseRetention } from "../storage/prune.ts";
import type { Storage } from "../storage/slices.ts";
import { takes, type Work } from "../tasks/work.ts";
import { type BackupRun, backupGuest } from "./backup-guest.ts";
import { info } from "./log.ts";
import type { BackupSettings } from "./settings.ts";

export interface BackupJob {
  readonly cluster: Cluster;
  readonly caller: Caller;
  readonly node: string;
  readonly settings: BackupSettings;
  /** Guests of this node, and those that are gone. */
  readonly local: readonly number[];
  /** Guests of other nodes. */
  readonly elsewhere: readonly number[];
}

export function* backupJob(job: BackupJob): Work {
  const { cluster, node, settings, local, elsewhere } = job;
  const run = runOf(job, storageFor(cluster, node, settings.storage));
  const unlock = yield* exclusive(cluster, node, settings.lockWait);
  try {
    yield* info(`starting new backup job: ${settings.commandLine}`);
    if (elsewhere.length > 0) yield* info(`skip external VMs: ${elsewhere.join(", ")}`);
    let failed = 0;
    for (const vmid of mine(job, local)) if (!(yield* backupGuest(run, vmid))) failed += 1;
    yield* info(failed > 0 ? "Backup job finished with errors" : "Backup job finished successfully");
    if (failed > 0) throw refusal("job errors");
  } finally {
    unlock();
  }
}

function runOf({ cluster, caller, node, settings }: BackupJob, storage: Storage): BackupRun {
  const own = storage.options["prune-backups"];
  const keep = settings.keep ?? (own === undefined ? {} : parseRetention(String(own)));
  return { cluster, caller, node, storage, settings, keep };
}

/** @throws 500 when the storage is not there, or keeps no backups */
function storageFor(cluster: Cluster, node: string, id: string): Storage {
  let storage: Storage;
  try {
    storage = storageOn(cluster, node, id);
  } catch (error) {
    throw refusal(`could not activate storage '${id}': ${(error as Error).message}`);
  }
  if (storage.content.includes("backup")) return storage;
  throw refusal(
    `could not get storage information for '${id}': can't use storage '${id}' for backups - wrong content type`,
  );
}

/** Of all guests, those that the caller may back up. @throws 403 for one that was named and may not */
function mine({ cluster, caller, settings }: BackupJob, local: readonly number[]): number[] {
  return local.filter((vmid) => {
    if (!cluster.state.table(guests).has(vmid)) return true;
    const denied = caller.denial(`/vms/${vmid}`, ["VM.Backup"]);
    if (denied !== undefined && !settings.all) throw forbidden(denied);
    return denied === undefined;
  });
}

const busy = new WeakMap<Cluster, Set<string>>();

/** Waits for the node's lock. @returns what gives it back */
function* exclusive(cluster: Cluster, node: string, minutes: number): Work<() => void> {
  const nodes = busy.get(cluster) ?? new Set<string>();
  busy.set(cluster, nodes);
  const until = cluster.clock.seconds() + minutes * 60;
  if (nodes.has(node)) yield* info("trying to get global lock - waiting...");
  while (nodes.has(node)) {
    if (cluster.clock.seconds() >= until) {
      throw refusal("can't acquire lock '/var/run/vzdump.lock' - got timeout");
    }
    yield* takes(1);
  }
  nodes.add(node);
  return () => nodes.delete(node);
}
