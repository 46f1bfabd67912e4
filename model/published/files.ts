import { backupJobs } from "../backup-jobs.ts";
import type { Lab } from "../lab.ts";
import { type SnapshotRhythm, snapshotRhythm } from "../snapshots.ts";
import { hostsFile } from "./hosts-file.ts";
import { linksPage } from "./links-page.ts";
import { machineTargets, serviceTargets } from "./targets.ts";
import { zoneFile, zones } from "./zones.ts";

/** A file that others read, and its text. */
export interface PublishedFile {
  /** Path from the lab's root. */
  readonly file: string;
  readonly text: string;
}

/** Folder of what a site publishes. */
export function publishedFolder(site: string): string {
  return `published/${site}`;
}

/**
 * Everything that other programs are told about the lab.
 *
 * @param current text of a file as it stands, or undefined: a zone's serial goes on from there
 */
export function publishedFiles(lab: Lab, current: (file: string) => string | undefined): readonly PublishedFile[] {
  const folder = publishedFolder(lab.site.name);
  return [
    { file: `${folder}/hosts`, text: hostsFile(lab) },
    ...zones(lab).map((zone) => {
      const file = `${folder}/dns/${zone.name}.zone`;
      return { file, text: zoneFile(zone, current(file)) };
    }),
    { file: `${folder}/prometheus/machines.json`, text: json(machineTargets(lab)) },
    { file: `${folder}/prometheus/services.json`, text: json(serviceTargets(lab)) },
    { file: `${folder}/backups.json`, text: json({ jobs: backupJobs(lab), snapshots: snapshotRhythms(lab) }) },
    { file: `${folder}/links.html`, text: linksPage(lab) },
  ];
}

/** How each container's data is snapshotted. */
function snapshotRhythms({ guests, site }: Lab): SnapshotRhythm[] {
  return guests.flatMap((guest) => (guest.kind === "lxc" ? (snapshotRhythm(guest, site.backups) ?? []) : []));
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
