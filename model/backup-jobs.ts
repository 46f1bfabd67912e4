import type { Keep } from "./container.ts";
import type { Guest, Lab } from "./lab.ts";

/** A job of vzdump: the guests of one backup class on one node. */
export interface BackupJob {
  /** Its name in Proxmox, such as `home-daily-asus`. */
  readonly id: string;
  readonly node: string;
  /** Where its backups go. */
  readonly storage: string;
  /** Calendar event of Proxmox. */
  readonly schedule: string;
  /** Sorted. */
  readonly vmids: readonly number[];
  readonly keep: Keep;
  /** Template of the note that each backup gets, in vzdump's own words. */
  readonly notes: string;
}

/**
 * The jobs that back up the guests of a lab, in the order of the site's nodes and classes. A storage is on some nodes
 * only, and so is a job: guests of one class on two nodes are two jobs.
 */
export function backupJobs({ site, nodes, storages, guests }: Lab): readonly BackupJob[] {
  const { backups } = site;
  if (!backups) return [];
  const places = storages.filter(({ name }) => backups.storages.includes(name));
  return nodes.flatMap((node) => {
    const storage = places.find((candidate) => candidate.nodes.includes(node.name));
    if (!storage) return [];
    return backups.classes.flatMap(({ name, schedule, keep }) => {
      const vmids = numbersOf(guests.filter((guest) => guest.node.name === node.name && guest.backup === name));
      if (vmids.length === 0) return [];
      return [
        {
          id: `${site.name}-${name}-${node.name}`,
          node: node.name,
          storage: storage.name,
          schedule,
          vmids,
          keep,
          notes: "{{guestname}} on {{node}}",
        },
      ];
    });
  });
}

function numbersOf(guests: readonly Guest[]): number[] {
  return guests.map(({ id }) => id).sort((a, b) => a - b);
}
