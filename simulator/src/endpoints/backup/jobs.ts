/** Backup jobs. */
import {
  backupJobs,
  checkedJob,
  demandBackupOptions,
  demandBackupPool,
  demandTarget,
  jobNamed,
  jobs,
  scheduleOf,
  shownJob,
  withSelection,
} from "../../backup/job.ts";
import { backupOptions } from "../../backup/options.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { nextEvent, parseCalendarEvent } from "../../schedule/calendar-event.ts";
import { configId } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, formatted, optional, string } from "../../schema/schema.ts";
import { settingsOf } from "../../sections/section-file.ts";

const auditor = must(privileged("/", "Sys.Audit"));
const modifier = must(privileged("/", "Sys.Modify"));
const id = string({ maxLength: 50, pattern: "\\S+" });

const options = {
  ...backupOptions,
  comment: optional(string({ maxLength: 512 })),
  dow: { ...optional(formatted("pve-day-of-week-list")), requires: "starttime" },
  enabled: optional(boolean()),
  "repeat-missed": optional(boolean()),
  schedule: optional(formatted("pve-calendar-event", { maxLength: 128 })),
  starttime: optional(string({ pattern: "\\d{1,2}:\\d{1,2}" })),
};

export const listJobs = endpoint({
  method: "GET",
  path: "/cluster/backup",
  permission: auditor,
  run({ cluster }) {
    const now = cluster.clock.seconds();
    return backupJobs(cluster).map((job) => {
      const next = nextEvent(parseCalendarEvent(String(job.settings.schedule)), now);
      return { ...shownJob(job), ...(next !== undefined && { "next-run": next }) };
    });
  },
});

export const readJob = endpoint({
  method: "GET",
  path: "/cluster/backup/{id}",
  permission: auditor,
  parameters: { id },
  run: ({ cluster, parameters }) => shownJob(jobNamed(cluster, parameters.id)),
});

export const createJob = endpoint({
  method: "POST",
  path: "/cluster/backup",
  permission: modifier,
  parameters: { ...options, id: optional(configId()) },
  without: "running at its time",
  run({ cluster, caller, parameters }) {
    const { id: wanted, starttime, dow, schedule: given, ...rest } = parameters;
    const set = settingsOf(rest);
    demandBackupOptions(caller, new Set(Object.keys(set)), set);
    demandTarget(caller, set);
    demandBackupPool(cluster, caller, rest.pool);
    const schedule = scheduleOf({ schedule: given, starttime, dow });
    if (schedule === undefined) throw invalidParameters({ schedule: "neither 'starttime' nor 'schedule' were set" });
    const name = wanted ?? cluster.random.uuid();
    if (cluster.state.table(jobs).has(name)) throw refusal(`Job '${name}' already exists`);
    const settings = checkedJob({ enabled: 1, ...set, schedule }, true);
    cluster.state.table(jobs).put(name, { id: name, type: "vzdump", settings });
    return null;
  },
});

/** Settings beside the options of a backup that may be removed. */
const removable: ReadonlySet<string> = new Set([...Object.keys(backupOptions), "comment", "repeat-missed"]);

export const updateJob = endpoint({
  method: "PUT",
  path: "/cluster/backup/{id}",
  permission: modifier,
  parameters: { ...options, id, delete: optional(formatted("pve-configid-list")) },
  run({ cluster, caller, parameters }) {
    const { id: name, delete: unset = "", starttime, dow, schedule: given, ...rest } = parameters;
    const schedule = scheduleOf({ schedule: given, starttime, dow });
    const set = checkedJob(settingsOf({ ...rest, schedule }));
    const remove = splitList(unset);
    demandBackupOptions(caller, new Set([...Object.keys(set), ...remove]), set);
    if (set.storage !== undefined || remove.includes("storage"))
      demandTarget(caller, { storage: set.storage ?? "local" });
    demandBackupPool(cluster, caller, rest.pool);
    if (Object.keys(set).length + remove.length === 0) throw refusal("no options specified");
    const job = cluster.state.table(jobs).get(name);
    if (job?.type !== "vzdump") throw refusal("no such vzdump job");
    demandTarget(caller, job.settings);
    const unknown = remove.find((option) => !removable.has(option));
    if (unknown !== undefined) throw invalidParameters({ delete: `unknown option '${unknown}'` });
    const kept = Object.entries(job.settings).filter(([option]) => !remove.includes(option));
    const settings = checkedJob(withSelection({ ...Object.fromEntries(kept), ...set }, set), true);
    cluster.state.table(jobs).put(name, { ...job, settings });
    return null;
  },
});

export const deleteJob = endpoint({
  method: "DELETE",
  path: "/cluster/backup/{id}",
  permission: modifier,
  parameters: { id },
  run({ cluster, parameters }) {
    cluster.state.table(jobs).remove(jobNamed(cluster, parameters.id).id);
    return null;
  },
});
