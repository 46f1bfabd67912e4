/** Reading and stopping one task. */
import type { Cluster } from "../../cluster.ts";
import { WithAttributes } from "../../kernel/attributes.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone } from "../../permission/rule.ts";
import { boolean, integer, optional } from "../../schema/schema.ts";
import { type Task, tasks } from "../../tasks/tasks.ts";
import { parseUpid } from "../../tasks/upid.ts";
import { factsOf } from "./facts.ts";

interface Place {
  readonly node: string;
  readonly upid: string;
}

/** @throws 400 for a text that is no UPID */
function lookUp(cluster: Cluster, { node, upid }: Place): Task | undefined {
  if (!parseUpid(upid)) throw invalidParameters({ upid: "unable to parse worker upid" });
  const task = cluster.state.table(tasks).get(upid);
  return task?.node === node ? task : undefined;
}

/** One's own tasks are open to everybody; others' to who has the privilege on the node. */
function demandOn(caller: Caller, { node, upid }: Place, privilege: string): void {
  const { user = "" } = parseUpid(upid) ?? {};
  const own = caller.id === user || (caller.kind === "ticket" && caller.user === user.replace(/!.*$/, ""));
  if (!own) caller.demand(`/nodes/${node}`, [privilege]);
}

function findTask(cluster: Cluster, caller: Caller, place: Place, privilege: string): Task {
  const task = lookUp(cluster, place);
  if (!task) throw invalidParameters({ upid: "no such task" });
  demandOn(caller, place, privilege);
  return task;
}

export const taskStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}/status",
  permission: everyone,
  run({ cluster, caller, parameters }) {
    const task = findTask(cluster, caller, parameters, "Sys.Audit");
    return {
      ...factsOf(task),
      status: task.running ? "running" : "stopped",
      ...(task.exitstatus !== undefined && { exitstatus: task.exitstatus }),
    };
  },
});

export const taskLog = endpoint({
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}/log",
  permission: everyone,
  parameters: {
    start: optional(integer({ minimum: 0 }), 0),
    limit: optional(integer({ minimum: 0 }), 50),
    download: optional(boolean()),
  },
  without: "download as a file",
  run({ cluster, caller, parameters }) {
    const task = lookUp(cluster, parameters);
    demandOn(caller, parameters, "Sys.Audit");
    const { start, limit } = parameters;
    const lines = task ? logLines(cluster, task) : [{ n: 1, t: "unable to open file - No such file or directory" }];
    const shown = limit === 0 ? lines.slice(start) : lines.slice(start, start + limit);
    return new WithAttributes(task ? shown : lines, { total: lines.length });
  },
});

/** A list that Proxmox's pages show may not be empty. */
function logLines(cluster: Cluster, { upid }: Task): { n: number; t: string }[] {
  const lines = cluster.tasks.logOf(upid).map((t, index) => ({ n: index + 1, t }));
  return lines.length > 0 ? lines : [{ n: 1, t: "no content" }];
}

export const stopTask = endpoint({
  method: "DELETE",
  path: "/nodes/{node}/tasks/{upid}",
  permission: everyone,
  run({ cluster, caller, parameters }) {
    const task = findTask(cluster, caller, parameters, "Sys.Modify");
    cluster.tasks.stop(task.upid);
    return null;
  },
});
