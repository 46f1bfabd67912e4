import type { Backups, Container } from "./container.ts";

/** A file of a node that has cron take and drop the snapshots of what a container keeps. */
export interface SnapshotFile {
  /** Where it lies; cron passes over names with a dot. */
  readonly path: string;
  /** Empty where there is nothing to snapshot: then no such file is to be there. */
  readonly text: string;
  /** The same for a person. */
  readonly words: string;
}

/** How the datasets of a container are snapshotted. */
export interface SnapshotRhythm {
  readonly guest: string;
  readonly node: string;
  /** Dataset above those of its data: one snapshot of it holds them all as they were at one moment. */
  readonly dataset: string;
  /** Backup class that says so. */
  readonly class: string;
  readonly schedule: string;
  /** How many stay. */
  readonly keep: number;
}

/** The snapshots that the backup class of a container names, or undefined where it keeps nothing or has no class. */
export function snapshotRhythm(container: Container, backups: Backups | undefined): SnapshotRhythm | undefined {
  const [first] = container.data;
  const found = backups?.classes.find(({ name }) => name === container.backup);
  if (!first || !found) return undefined;
  const dataset = first.dataset.slice(0, first.dataset.lastIndexOf("/"));
  const { name: guest, node } = container;
  return { guest, node: node.name, dataset, class: found.name, ...found.snapshots };
}

/** The file of cron for a container with data: vzdump passes over bind mounts, and Proxmox snapshots none of them. */
export function snapshotFile(container: Container, backups: Backups | undefined): SnapshotFile | undefined {
  if (container.data.length === 0) return undefined;
  const path = `/etc/cron.d/strata-${container.name}`;
  const rhythm = snapshotRhythm(container, backups);
  if (!rhythm) return { path, text: "", words: "no snapshots" };
  const words = `snapshots of ${rhythm.dataset} at ${rhythm.schedule}, ${rhythm.keep} stay`;
  return { path, text: cronText(rhythm, words), words };
}

/** Each name begins so, and what is dropped is chosen by it: snapshots of anybody else are left alone. */
function cronText({ guest, dataset, class: name, schedule, keep }: SnapshotRhythm, words: string): string {
  const snapshots = `${dataset}@strata-${name}-`;
  const take = `zfs snapshot -r ${snapshots}$(date -u +\\%Y\\%m\\%dT\\%H\\%M\\%SZ)`;
  const list = `zfs list -H -t snapshot -d 1 -o name -s creation ${dataset}`;
  const drop = `${list} | grep "^${snapshots}" | head -n -${keep} | xargs -r -n 1 zfs destroy -r`;
  return [
    `# ${guest}: ${words} (class ${name}). Made by Strata: an edit is drift.`,
    "PATH=/usr/sbin:/usr/bin:/sbin:/bin",
    `${cronTime(schedule)} root ${take} && ${drop}`,
  ].join("\n");
}

const words: Readonly<Record<string, string>> = {
  minutely: "* * * * *",
  hourly: "0 * * * *",
  daily: "0 0 * * *",
  weekly: "0 0 * * 1",
  monthly: "0 0 1 * *",
};

const week = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * A calendar event of Proxmox as cron's five fields (crontab(5)).
 *
 * @param event as the schema takes it: a word, some minutes, or a time of day with days before it
 */
export function cronTime(event: string): string {
  const word = words[event];
  if (word !== undefined) return word;
  if (event.startsWith("*/")) return `${event} * * * *`;
  const [time = "", days] = event.split(" ").reverse();
  const [hour, minute] = time.split(":").map(Number);
  return `${minute} ${hour} * * ${days === undefined ? "*" : weekdays(days)}`;
}

/** `fri..sun` goes round the end of cron's week, so each day is written by itself. */
function weekdays(text: string): string {
  const days = text.split(",").flatMap((part) => {
    const [first = 0, last = first] = part.split("..").map((name) => week.indexOf(name));
    return Array.from({ length: ((last - first + 7) % 7) + 1 }, (_, index) => (first + index) % 7);
  });
  return [...new Set(days)].sort((a, b) => a - b).join(",");
}
