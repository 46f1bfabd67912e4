/** Which guests and disks a backup job takes. Source: get_included_guests, get_backup_volumes. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { pools } from "../pools/pool.ts";
import { drivesOf, isCdrom } from "../qemu/drives.ts";
import { splitList } from "../schema/formats.ts";
import type { Section } from "../sections/section-file.ts";
import { backupJobs } from "./job.ts";

/** Numbers of the guests that a job takes, also of those that are gone but still named. */
export function guestsOfJob(cluster: Cluster, { settings }: Section): number[] {
  const table = cluster.state.table(guests);
  const chosen = (): number[] => {
    if (settings.pool !== undefined) return [...(cluster.state.table(pools).get(String(settings.pool))?.guests ?? [])];
    if (settings.vmid !== undefined) return splitList(String(settings.vmid)).map(Number);
    if (!settings.all) return [];
    const left = new Set(splitList(String(settings.exclude ?? "")).map(Number));
    return [...table.all()].map(({ vmid }) => vmid).filter((vmid) => !left.has(vmid));
  };
  return chosen()
    .filter((vmid) => settings.node === undefined || (table.get(vmid)?.node ?? settings.node) === settings.node)
    .sort((a, b) => a - b);
}

/** Guests that no job takes. */
export function uncovered(cluster: Cluster): Guest[] {
  const covered = new Set(backupJobs(cluster).flatMap((job) => guestsOfJob(cluster, job)));
  return [...cluster.state.table(guests).all()].filter(({ vmid }) => !covered.has(vmid));
}

export interface BackupVolume {
  readonly key: string;
  readonly volume: string;
  readonly included: boolean;
  readonly reason: string;
}

export const volumesOf = (guest: Guest): BackupVolume[] => (guest.kind === "qemu" ? disksOf(guest) : mountsOf(guest));

function disksOf({ config }: Guest): BackupVolume[] {
  return drivesOf(config)
    .filter(([, drive]) => !isCdrom(drive))
    .map(([key, drive]) => {
      if (key.startsWith("efidisk") && config.bios !== "ovmf") {
        return { key, volume: drive.file, included: false, reason: "efidisk but no OVMF BIOS" };
      }
      const reason = drive.backup === undefined ? "backup=yes" : "backup=no";
      return { key, volume: drive.file, included: drive.backup !== "0", reason };
    });
}

/** A container's root is always taken, a further volume when it says so, a bind mount never. */
function mountsOf({ config }: Guest): BackupVolume[] {
  return Object.entries(config)
    .filter(([key]) => /^(rootfs|mp\d+)$/.test(key))
    .map(([key, text]) => {
      const [volume = "", ...options] = String(text).split(",");
      if (key === "rootfs") return { key, volume, included: true, reason: "rootfs" };
      if (volume.startsWith("/")) return { key, volume, included: false, reason: "not a volume" };
      const included = options.includes("backup=1");
      return { key, volume, included, reason: included ? "enabled" : "disabled" };
    });
}
