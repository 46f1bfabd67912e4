/** Backing guests up. */
import { guestsOfJob } from "../../backup/coverage.ts";
import { checkedJob, demandBackupOptions, demandBackupPool } from "../../backup/job.ts";
import { backupOptions } from "../../backup/options.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { everyone } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, optional, string } from "../../schema/schema.ts";
import { settingsOf as asSettings } from "../../sections/section-file.ts";
import { tasks } from "../../tasks/tasks.ts";
import { backupJob } from "../../vzdump/job.ts";
import { settingsOf } from "../../vzdump/settings.ts";

export const vzdump = endpoint({
  method: "POST",
  path: "/nodes/{node}/vzdump",
  permission: everyone,
  parameters: {
    ...backupOptions,
    "job-id": optional(string({ maxLength: 50, pattern: "\\S+" })),
    stdout: optional(boolean()),
  },
  task: "vzdump",
  taskId: ({ vmid = "" }) => (splitList(vmid).length === 1 ? vmid : ""),
  without: "dumpdir, tmpdir, script, fleecing, notifications, exclude-path, a log file beside the archive",
  *run({ cluster, caller, parameters }) {
    const { node: given, ...options } = parameters;
    const node = given ?? "";
    if (options.stdout) throw invalidParameters({ stdout: "option is only allowed on the command line interface." });
    const whole = asSettings(options);
    demandBackupOptions(caller, new Set(Object.keys(whole)), whole);
    if (options["job-id"] !== undefined && !caller.isRoot) {
      throw invalidParameters({ "job-id": "Only root may set this option." });
    }
    const settings = settingsOf(options);
    if (settings.keep !== undefined) caller.demand(`/storage/${settings.storage}`, ["Datastore.Allocate"]);
    const selection = checkedJob(whole, true);
    demandBackupPool(cluster, caller, options.pool);
    const table = cluster.state.table(guests);
    const chosen = guestsOfJob(cluster, { id: "", type: "vzdump", settings: selection });
    const isHere = (vmid: number) => (table.get(vmid)?.node ?? node) === node;
    const local = chosen.filter(isHere);
    if (options.stop) {
      caller.demand(`/nodes/${node}`, ["Sys.Modify"]);
      for (const task of cluster.state.table(tasks).by("running", "yes")) {
        if (task.type === "vzdump" && task.node === node) cluster.tasks.stop(task.upid);
      }
    }
    if (local.length === 0 && (options.stop || !selection.all)) return "OK";
    caller.demand(`/storage/${settings.storage}`, ["Datastore.AllocateSpace"]);
    yield { seconds: 0 };
    const elsewhere = chosen.filter((vmid) => !isHere(vmid));
    yield* backupJob({
      cluster,
      caller,
      node,
      local,
      elsewhere,
      settings: { ...settings, all: Boolean(selection.all) },
    });
  },
});
