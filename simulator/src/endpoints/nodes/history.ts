/** How a node fared over time. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { nodeUse } from "../../nodes/use.ts";
import { must, privileged } from "../../permission/rule.ts";
import { choice, optional } from "../../schema/schema.ts";

/** Seconds between two points, as Proxmox keeps them by time frame. */
const steps = { hour: 60, day: 60, week: 1_800, month: 1_800, year: 21_600, decade: 604_800 } as const;
const points = 70;

export const nodeHistory = endpoint({
  method: "GET",
  path: "/nodes/{node}/rrddata",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  parameters: {
    timeframe: choice("hour", "day", "week", "month", "year", "decade"),
    cf: optional(choice("AVERAGE", "MAX")),
  },
  without: "a history: every point is the present",
  run({ cluster, parameters }) {
    const node = cluster.state.table(nodes).get(parameters.node);
    if (!node) throw refusal(`no such cluster node '${parameters.node}'`);
    const use = nodeUse(cluster, node);
    const step = steps[parameters.timeframe];
    const last = Math.floor(cluster.clock.seconds() / step) * step;
    return Array.from({ length: points }, (_, index) => ({
      time: last - (points - 1 - index) * step,
      ...{ cpu: use.cpu, maxcpu: node.cores, iowait: 0, loadavg: 0.1, netin: 0, netout: 0 },
      ...{ memtotal: node.memory, memused: use.memory, memavailable: node.memory - use.memory, arcsize: 0 },
      ...{ swaptotal: 0, swapused: 0, roottotal: node.rootSize, rootused: use.root },
    }));
  },
});
