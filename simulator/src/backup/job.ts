/** Backup jobs, as /etc/pve/jobs.cfg holds them. Source: PVE::API2::Backup and PVE::VZDump. */
import type { Cluster } from "../cluster.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { demandPool } from "../pools/members.ts";
import { splitList } from "../schema/formats.ts";
import { splitProperties } from "../schema/property-string.ts";
import { propertyObject } from "../sections/property-object.ts";
import { type Section, type Settings, sectionFile } from "../sections/section-file.ts";
import { fleecing, objectOptions } from "./options.ts";

export const jobs = sectionFile("jobs.cfg");

/** @throws 400 `No such job 'nightly'` */
export function jobNamed(cluster: Cluster, id: string): Section {
  const job = cluster.state.table(jobs).get(id);
  if (job?.type !== "vzdump") throw invalidParameters({ id: `No such job '${id}'` });
  return job;
}

export const backupJobs = (cluster: Cluster): Section[] =>
  [...cluster.state.table(jobs).all()].filter(({ type }) => type === "vzdump");

/** A job as the API shows it: its property strings taken apart. */
export function shownJob({ id, type, settings }: Section): Record<string, unknown> {
  const objects = Object.entries(objectOptions).filter(([name]) => settings[name] !== undefined);
  return {
    ...settings,
    ...Object.fromEntries(objects.map(([name, fields]) => [name, propertyObject(fields, String(settings[name]))])),
    type,
    id,
  };
}

interface When {
  readonly schedule?: string | undefined;
  readonly starttime?: string | undefined;
  readonly dow?: string | undefined;
}

/** The schedule, also from the words of old. @throws 400 when both were given */
export function scheduleOf({ schedule, starttime, dow }: When): string | undefined {
  if (schedule !== undefined && starttime !== undefined) {
    throw invalidParameters({ starttime: "'starttime' and 'schedule' cannot both be set" });
  }
  if (starttime === undefined) return schedule;
  const days = splitList(dow ?? "").join(",");
  return days === "" || days === "mon,tue,wed,thu,fri,sat,sun" ? starttime : `${days} ${starttime}`;
}

/** Excluding some means all others. @throws 400 for options that contradict each other or, when `whole`, say nothing */
export function checkedJob(settings: Settings, whole = false): Settings {
  for (const other of ["all", "exclude", "pool"]) {
    if (settings[other] && settings.vmid) throw invalidParameters({ [other]: "option conflicts with option 'vmid'" });
  }
  if (settings.fleecing !== undefined) checkFleecing(String(settings.fleecing));
  if (settings["notes-template"] !== undefined) checkNotes(String(settings["notes-template"]));
  const job = settings.exclude !== undefined && !settings.pool ? { ...settings, all: 1 } : settings;
  if (whole && !(job.all || job.stop || job.pool || job.vmid)) throw invalidParameters({ vmid: "property is missing" });
  return job;
}

function checkFleecing(text: string): void {
  const { enabled, storage } = splitProperties(fleecing, text);
  if (enabled === "1" && storage === undefined) {
    throw invalidParameters({ fleecing: "invalid format - 'storage' parameter is required when 'enabled' is set\n" });
  }
}

function checkNotes(template: string): void {
  const escapes = [...template.matchAll(/\\(.)/g)]
    .filter(([, letter = ""]) => !/[n\\]/.test(letter))
    .map(({ 0: text, index }) => `escape sequence '${text}' at char ${index}`);
  const variables = [...template.matchAll(/\{\{([^\s{}]+)\}\}/g)]
    .filter(([, name = ""]) => !/^(cluster|guestname|node|vmid)$/.test(name))
    .map(({ 1: name, index }) => `variable '${name}' at char ${index + 2}`);
  const unknown = [...escapes, ...variables];
  if (unknown.length > 0) throw invalidParameters({ "notes-template": `found unknown: ${unknown.join(", ")}\n` });
}

/** A change says anew what is backed up: numbers, a pool, or all. */
export function withSelection(settings: Settings, set: Settings): Settings {
  const { all, exclude, pool, vmid, ...rest } = settings;
  const kept = (values: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Settings;
  if (set.vmid !== undefined) return { ...rest, ...kept({ vmid }) };
  if (set.all) return { ...rest, ...kept({ all, exclude }) };
  if (pool) return { ...rest, ...kept({ pool }) };
  return settings;
}

const ofRoot = ["tmpdir", "dumpdir", "script"] as const;

/** What a caller needs beside Sys.Modify for options that reach further than one backup. */
export function demandBackupOptions(caller: Caller, names: ReadonlySet<string>, set: Settings): void {
  if (caller.isRoot) return;
  const reserved = ofRoot.find((name) => names.has(name));
  if (reserved) throw invalidParameters({ [reserved]: "Only root may set this option." });
  if (["bwlimit", "ionice", "performance"].some((name) => names.has(name))) caller.demand("/", ["Sys.Modify"]);
  const storage = set.fleecing === undefined ? undefined : splitProperties(fleecing, String(set.fleecing)).storage;
  if (storage !== undefined) caller.demand(`/storage/${storage}`, ["Datastore.AllocateSpace"]);
}

/** @throws 403 when the caller may not write to where a job writes */
export function demandTarget(caller: Caller, { dumpdir, storage = "local" }: Settings): void {
  if (dumpdir === undefined) caller.demand(`/storage/${storage}`, ["Datastore.Allocate"]);
  else if (!caller.isRoot) throw refusal("only root@pam may edit jobs with a 'dumpdir' option.");
}

/** @throws 403 when there is no such pool, or the caller may not back it up */
export function demandBackupPool(cluster: Cluster, caller: Caller, pool: string | undefined): void {
  if (pool === undefined) return;
  demandPool(cluster, pool);
  caller.demand(`/pool/${pool}`, ["VM.Backup"]);
}
