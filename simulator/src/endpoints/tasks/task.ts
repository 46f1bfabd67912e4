/** Reading and stopping one task. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone } from "../../permission/rule.ts";
import { boolean, integer, optional } from "../../schema/schema.ts";
import { type Task, tasks } from "../../tasks/tasks.ts";
import { parseUpid } from "../../tasks/upid.ts";

/** One's own tasks are open to everybody; others' to who has the privilege on the node. */
function findTask(
  cluster: Cluster,
  caller: Caller,
  { node, upid }: { node: string; upid: string },
  privilege: string,
): Task {
  if (!parseUpid(upid)) throw invalidParameters({ upid: "unable to parse worker upid" });
  const task = cluster.state.table(tasks).get(upid);
  if (!task || task.node !== node) throw invalidParameters({ upid: "no such task" });
  const own = caller.id === task.user || (caller.kind === "ticket" && caller.user === task.user.replace(/!.*$/, ""));
  if (!own) caller.demand(`/nodes/${node}`, [privilege]);
  return task;
}

export const taskStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/tasks/{upid}/status",
  permission: everyone,
  run({ cluster, caller, parameters }) {
    const task = findTask(cluster, caller, parameters, "Sys.Audit");
    const [user, tokenid] = task.user.split("!");
    return {
      upid: task.upid,
      node: task.node,
      pid: task.pid,
      pstart: task.pstart,
      starttime: task.starttime,
      type: task.type,
      id: task.id,
      user,
      ...(tokenid !== undefined && { tokenid }),
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
    const task = findTask(cluster, caller, parameters, "Sys.Audit");
    const { start, limit } = parameters;
    const lines = cluster.tasks.logOf(task.upid).map((t, index) => ({ n: index + 1, t }));
    return limit === 0 ? lines.slice(start) : lines.slice(start, start + limit);
  },
});

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
