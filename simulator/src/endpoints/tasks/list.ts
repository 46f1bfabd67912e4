/** Tasks of a node and of the whole cluster. */
import { WithAttributes } from "../../kernel/attributes.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { everyone } from "../../permission/rule.ts";
import { node as nodeName, vmid } from "../../schema/common.ts";
import { boolean, choice, formatted, integer, optional, string } from "../../schema/schema.ts";
import { outcomeOf } from "../../tasks/outcome.ts";
import { type Task, tasks } from "../../tasks/tasks.ts";
import { factsOf } from "./facts.ts";

/** As the lists show a task. */
const shown = (task: Task) => ({
  ...factsOf(task),
  ...(task.endtime !== undefined && { endtime: task.endtime, status: task.exitstatus }),
});

export const listTasks = endpoint({
  method: "GET",
  path: "/nodes/{node}/tasks",
  permission: everyone,
  parameters: {
    node: nodeName(),
    start: optional(integer({ minimum: 0 }), 0),
    limit: optional(integer({ minimum: 0 }), 50),
    userfilter: optional(string()),
    typefilter: optional(string()),
    vmid: optional(vmid()),
    errors: optional(boolean(), false),
    source: optional(choice("archive", "active", "all"), "archive"),
    since: optional(integer()),
    until: optional(integer()),
    statusfilter: optional(formatted("pve-task-status-type-list")),
  },
  run({ cluster, caller, parameters: wanted }) {
    const seesAll = caller.can(`/nodes/${wanted.node}`, ["Sys.Audit"]);
    const outcomes = wanted.statusfilter?.toLowerCase().split(/[\s,;]+/);
    const matching = cluster.state
      .table(tasks)
      .by("node", wanted.node)
      .reverse()
      .filter((task) => {
        if (wanted.source !== "all" && task.running !== (wanted.source === "active")) return false;
        if (!seesAll && task.user.replace(/!.*$/, "") !== caller.user) return false;
        if (!task.user.toLowerCase().includes(wanted.userfilter?.toLowerCase() ?? "")) return false;
        if (wanted.typefilter !== undefined && task.type !== wanted.typefilter) return false;
        if (wanted.vmid !== undefined && task.id !== String(wanted.vmid)) return false;
        if (wanted.since !== undefined && task.starttime < wanted.since) return false;
        if (wanted.until !== undefined && task.starttime > wanted.until) return false;
        if (wanted.errors) return outcomeOf(task) !== "ok";
        return outcomes === undefined || outcomes.includes(outcomeOf(task));
      });
    const page = matching.slice(wanted.start, wanted.start + wanted.limit).map(shown);
    const listed = page.map((task) => ({ ...task, status: task.status ?? "RUNNING" }));
    return matching.length > 0 ? new WithAttributes(listed, { total: matching.length }) : listed;
  },
});

/** The newest of every node. */
export const clusterTasks = endpoint({
  method: "GET",
  path: "/cluster/tasks",
  permission: everyone,
  run({ cluster, caller }) {
    const seesAll = caller.can("/", ["Sys.Audit"]);
    const visible = [...cluster.state.table(tasks).all()].filter(
      (task) => seesAll || task.user.replace(/!.*$/, "") === caller.user,
    );
    return visible
      .slice(-25 * 4)
      .reverse()
      .map(shown);
  },
});
