/** Replication as the node sees it that sends. */
import type { Cluster } from "../../cluster.ts";
import { WithAttributes } from "../../kernel/attributes.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import type { Caller } from "../../permission/caller.ts";
import { everyone } from "../../permission/rule.ts";
import { jobsOn, partsOf, replicated, replication, standing } from "../../replication/job.ts";
import { vmid } from "../../schema/common.ts";
import { integer, optional } from "../../schema/schema.ts";
import { replicationId } from "./jobs.ts";

const id = replicationId;

export const nodeReplications = endpoint({
  method: "GET",
  path: "/nodes/{node}/replication",
  permission: everyone,
  parameters: { guest: optional(vmid()) },
  run: ({ cluster, caller, parameters: { node, guest } }) =>
    jobsOn(cluster, node)
      .filter((one) => guest === undefined || one.guest.vmid === guest)
      .filter((one) => caller.can(`/vms/${one.guest.vmid}`, ["VM.Audit"]))
      .map((one) => standing(cluster, one)),
});

export const replicationIndex = endpoint({
  method: "GET",
  path: "/nodes/{node}/replication/{id}",
  permission: everyone,
  parameters: { id },
  run: () => [{ name: "schedule_now" }, { name: "log" }, { name: "status" }],
});

export const replicationStatus = endpoint({
  method: "GET",
  path: "/nodes/{node}/replication/{id}/status",
  permission: everyone,
  parameters: { id },
  run({ cluster, caller, parameters }) {
    caller.demand(`/vms/${partsOf(parameters.id).guest}`, ["VM.Audit"]);
    return standing(cluster, jobOn(cluster, parameters));
  },
});

export const replicationLog = endpoint({
  method: "GET",
  path: "/nodes/{node}/replication/{id}/log",
  permission: everyone,
  parameters: { id, start: optional(integer({ minimum: 0 }), 0), limit: optional(integer({ minimum: 0 }), 50) },
  run({ cluster, caller, parameters: { node, id, start, limit } }) {
    demandVisible(caller, node, id);
    const lines = (cluster.state.table(replicated).get(id)?.log ?? []).map((t, index) => ({ n: index + 1, t }));
    return new WithAttributes(lines.slice(start, start + limit), { total: lines.length });
  },
});

/** Whoever may audit the guest or the node. */
function demandVisible(caller: Caller, node: string, job: string): void {
  const mayGuest = caller.can(`/vms/${partsOf(job).guest}`, ["VM.Audit"]);
  if (!mayGuest && !caller.can(`/nodes/${node}`, ["Sys.Audit"])) {
    caller.demand(`/vms/${partsOf(job).guest}`, ["VM.Audit"]);
  }
}

export const scheduleReplication = endpoint({
  method: "POST",
  path: "/nodes/{node}/replication/{id}/schedule_now",
  permission: everyone,
  parameters: { id },
  run({ cluster, caller, parameters }) {
    caller.demand(`/vms/${partsOf(parameters.id).guest}`, ["VM.Replicate"]);
    jobOn(cluster, parameters);
    cluster.tasks.background(replication(cluster, parameters.id));
    return null;
  },
});

function jobOn(cluster: Cluster, { node, id }: { readonly node: string; readonly id: string }) {
  const found = jobsOn(cluster, node).find(({ job }) => job.id === id);
  if (!found) throw refusal(`no such replication job '${id}'`);
  return found;
}
