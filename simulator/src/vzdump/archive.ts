/** The archive of a backup: its name, its size, its place. Source: exec_backup_task of PVE::VZDump. */
import type { Cluster } from "../cluster.ts";
import { archiveOf, type GuestArchive } from "../guests/archive.ts";
import type { Guest } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { folderOf } from "../storage/files.ts";
import { placeOf, type Storage, type Volume, volumeKey, volumes } from "../storage/slices.ts";
import { storageUse } from "../storage/use.ts";
import type { BackupSettings } from "./settings.ts";
import { fileTime, snapshotTime } from "./texts.ts";

export interface ArchivePlan {
  readonly node: string;
  readonly guest: Guest;
  readonly storage: Storage;
  readonly settings: BackupSettings;
  /** Seconds since 1970. */
  readonly time: number;
  /** What goes into it, as pairs of option and volid. */
  readonly included: readonly (readonly [name: string, volid: string])[];
}

/** What follows the volid's colon. */
export function archiveName({ guest: { kind, vmid }, storage, settings, time }: ArchivePlan): string {
  if (storage.type === "pbs") return `backup/${kind === "qemu" ? "vm" : "ct"}/${vmid}/${snapshotTime(time)}`;
  const ending = [kind === "qemu" ? "vma" : "tar", ...(settings.compression ? [settings.compression] : [])].join(".");
  return `backup/vzdump-${kind}-${vmid}-${fileTime(time)}.${ending}`;
}

/** As the log names it: a file, or a snapshot on a Proxmox Backup Server. */
export function archiveTarget(plan: ArchivePlan): string {
  const last = archiveName(plan).slice("backup/".length);
  return plan.storage.type === "pbs" ? last : `${folderOf(plan.storage, "backup")}/${last}`;
}

/** Bytes of an archive beside the guest's data: its header and the configuration. */
const header = 64 * 1024;
/** What is left of a guest's data when they are compressed. */
const compressed = 0.5;

/**
 * Writes the archive.
 * @returns its volume
 * @throws 500 in the words of the archiver when the storage is full
 */
export function writeArchive(cluster: Cluster, plan: ArchivePlan): Volume {
  const { node, guest, storage, settings, time, included } = plan;
  const archive = archiveOf(cluster, guest, included);
  const size = sizeOf(archive, settings);
  if (storageUse(cluster, storage, node).available < size) throw refusal(full(plan));
  const name = archiveName(plan);
  const volid = `${storage.storage}:${name}`;
  const place = placeOf(storage, node);
  return cluster.state.table(volumes).put(volumeKey(place, volid), {
    volid,
    storage: storage.storage,
    place,
    content: "backup",
    format: storage.type === "pbs" ? `pbs-${guest.kind === "qemu" ? "vm" : "ct"}` : name.replace(/^[^.]*\./, ""),
    size,
    used: size,
    ctime: time,
    vmid: guest.vmid,
    archive,
  });
}

function sizeOf({ volumes: parts }: GuestArchive, { compression }: BackupSettings): number {
  const used = Object.values(parts).reduce((sum, part) => sum + part.used, 0);
  return header + Math.ceil(used * (compression === "" ? 1 : compressed));
}

function full({ guest, settings, storage, ...plan }: ArchivePlan): string {
  if (guest.kind === "qemu") {
    return `vma_queue_write: write error - ${settings.compression === "" ? "No space left on device" : "Broken pipe"}`;
  }
  const target = archiveTarget({ guest, settings, storage, ...plan }).replace(/\.[^.]+$/, ".dat");
  return `command 'set -o pipefail && lxc-usernsexec -- tar cpf - --totals >${target}' failed: exit code 2`;
}
