/** The log of the cluster: who logged in to do what, which tasks began and ended. */
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";
import { integer, optional } from "../../schema/schema.ts";
import { type Task, tasks } from "../../tasks/tasks.ts";

const usual = 50;

export const clusterLog = endpoint({
  method: "GET",
  path: "/cluster/log",
  permission: everyone,
  parameters: { max: optional(integer({ minimum: 1 })) },
  without: "everything but tasks",
  run({ cluster, caller, parameters: { max = usual } }) {
    const seesAll = caller.can("/", ["Sys.Syslog"]);
    return entries(cluster)
      .filter(({ user }) => seesAll || user === caller.id)
      .slice(0, max);
  },
});

/** Newest first. */
function entries({ state }: Cluster) {
  const lines = [...state.table(tasks).all()].flatMap((task) => [
    { time: task.starttime, task, pri: 6, msg: `starting task ${task.upid}` },
    ...(task.endtime === undefined ? [] : [{ time: task.endtime, task, ...ending(task) }]),
  ]);
  return lines
    .sort((a, b) => a.time - b.time)
    .map(({ time, task, pri, msg }, index) => ({
      uid: index + 1,
      id: `${index + 1}:${task.node}`,
      time,
      pri,
      tag: "pvedaemon",
      pid: task.pid,
      node: task.node,
      user: task.user,
      msg,
    }))
    .reverse();
}

function ending({ upid, exitstatus = "" }: Task) {
  const failed = exitstatus !== "OK" && !exitstatus.startsWith("WARNINGS: ");
  return { pri: failed ? 3 : 6, msg: `end task ${upid} ${exitstatus}` };
}
