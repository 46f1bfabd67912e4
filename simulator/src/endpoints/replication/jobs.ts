/** Replication jobs. */
import type { Cluster } from "../../cluster.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone } from "../../permission/rule.ts";
import { partsOf, removal, replicable, replicationJobs, shownJob } from "../../replication/job.ts";
import { digest, node } from "../../schema/common.ts";
import { boolean, choice, formatted, number, optional, string } from "../../schema/schema.ts";
import { changedSettings, demandUnchanged, fileDigest, readBack, settingsOf } from "../../sections/section-file.ts";

export const replicationId = formatted("pve-replication-job-id", { pattern: "[1-9][0-9]{2,8}-\\d{1,9}" });

const options = {
  comment: optional(string({ maxLength: 4096 })),
  disable: optional(boolean()),
  rate: optional(number({ minimum: 1 })),
  remove_job: optional(choice("local", "full")),
  schedule: optional(formatted("pve-calendar-event", { maxLength: 128 })),
  source: optional(node()),
};

export const listReplications = endpoint({
  method: "GET",
  path: "/cluster/replication",
  permission: everyone,
  run: ({ cluster, caller }) =>
    [...cluster.state.table(replicationJobs).all()]
      .filter(({ id }) => caller.can(`/vms/${partsOf(id).guest}`, ["VM.Audit"]))
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(shownJob),
});

export const readReplication = endpoint({
  method: "GET",
  path: "/cluster/replication/{id}",
  permission: everyone,
  parameters: { id: replicationId },
  run({ cluster, caller, parameters: { id } }) {
    const job = cluster.state.table(replicationJobs).get(id);
    if (!job) throw refusal(`no such replication job '${id}'`);
    caller.demand(`/vms/${partsOf(id).guest}`, ["VM.Audit"]);
    return { ...shownJob(job), digest: fileDigest(cluster, replicationJobs) };
  },
});

export const createReplication = endpoint({
  method: "POST",
  path: "/cluster/replication",
  permission: everyone,
  parameters: { ...options, id: replicationId, target: node(), type: choice("local") },
  without: "running at its time: only when it is told to",
  run({ cluster, caller, parameters: { id, type, ...given } }) {
    const { guest } = partsOf(id);
    caller.demand(`/vms/${guest}`, ["VM.Replicate"]);
    const source = sourceFor(cluster, guest, given);
    if (cluster.state.table(replicationJobs).has(id)) throw refusal(`replication job '${id}' already exists`);
    cluster.state.table(replicationJobs).put(id, { id, type, settings: { ...readBack(settingsOf(given)), source } });
    return null;
  },
});

/** The node that a guest is sent from. @throws 500 when it cannot be sent to the target */
function sourceFor(
  cluster: Cluster,
  vmid: number,
  { source, target }: { readonly source: string | undefined; readonly target: string },
): string {
  const guest = cluster.state.table(guests).get(vmid);
  if (!guest) throw refusal(`Guest '${vmid}' does not exist.`);
  if (!cluster.state.table(nodes).has(target)) throw refusal(`Target '${target}' does not exist.`);
  if (source !== undefined && source !== guest.node) {
    throw refusal(`Source '${source}' does not match current node of guest '${vmid}' (${guest.node})`);
  }
  if (target === guest.node) throw refusal("Source and target must not be identical");
  if (replicable(cluster, vmid).length === 0) throw refusal("No replicatable volumes found");
  return guest.node;
}

const known = new Set(["target", ...Object.keys(options)]);

export const updateReplication = endpoint({
  method: "PUT",
  path: "/cluster/replication/{id}",
  permission: everyone,
  parameters: {
    ...options,
    id: replicationId,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
  },
  run({ cluster, caller, parameters: { id, delete: remove, digest: seen, ...given } }) {
    caller.demand(`/vms/${partsOf(id).guest}`, ["VM.Replicate"]);
    demandUnchanged(cluster, replicationJobs, seen);
    const job = cluster.state.table(replicationJobs).get(id);
    if (!job) throw refusal(`no such job '${id}'`);
    const settings = changedSettings(job.settings, { set: settingsOf(given), remove, known, required: ["target"] });
    cluster.state.table(replicationJobs).put(id, { ...job, settings });
    return null;
  },
});

/** Marks the job; the scheduler removes it when it comes round. */
export const deleteReplication = endpoint({
  method: "DELETE",
  path: "/cluster/replication/{id}",
  permission: everyone,
  parameters: { id: replicationId, force: optional(boolean(), false), keep: optional(boolean(), false) },
  run({ cluster, caller, parameters: { id, force, keep } }) {
    caller.demand(`/vms/${partsOf(id).guest}`, ["VM.Replicate"]);
    const table = cluster.state.table(replicationJobs);
    if (force) {
      if (keep) throw invalidParameters({ keep: "conflicts with parameter 'force'" });
      table.remove(id);
      return null;
    }
    const job = table.get(id);
    if (!job) throw refusal(`no such job '${id}'`);
    table.put(id, { ...job, settings: { ...job.settings, remove_job: keep ? "local" : "full" } });
    cluster.tasks.background(removal(cluster, id));
    return null;
  },
});
