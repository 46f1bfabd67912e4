/** What a matcher can match. */
import { backupJobs } from "../../backup/job.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { nodes } from "../../nodes/node.ts";
import { everyone } from "../../permission/rule.ts";
import { partsOf, replicationJobs } from "../../replication/job.ts";
import { readers } from "./sections.ts";

export const notificationIndex = endpoint({
  method: "GET",
  path: "/cluster/notifications",
  permission: everyone,
  run: () => ["endpoints", "matchers", "targets", "matcher-fields", "matcher-field-values"].map((name) => ({ name })),
});

export const endpointIndex = endpoint({
  method: "GET",
  path: "/cluster/notifications/endpoints",
  permission: everyone,
  run: () => ["gotify", "sendmail", "smtp", "webhook"].map((name) => ({ name })),
});

export const matcherFields = endpoint({
  method: "GET",
  path: "/cluster/notifications/matcher-fields",
  permission: readers,
  run: () => ["type", "hostname", "job-id"].map((name) => ({ name })),
});

const kinds = ["package-updates", "fencing", "replication", "vzdump", "system-mail"];

export const matcherValues = endpoint({
  method: "GET",
  path: "/cluster/notifications/matcher-field-values",
  permission: readers,
  run({ cluster, caller }) {
    const backups = caller.can("/", ["Sys.Audit"]) ? backupJobs(cluster) : [];
    const replications = [...cluster.state.table(replicationJobs).all()].filter(({ id }) =>
      caller.can(`/vms/${partsOf(id).guest}`, ["VM.Audit"]),
    );
    return [
      ...kinds.map((value) => ({ value, field: "type" })),
      ...[...backups, ...replications].map(({ id, settings: { comment } }) => ({
        value: id,
        field: "job-id",
        ...(comment !== undefined && { comment }),
      })),
      ...[...cluster.state.table(nodes).all()].map(({ name }) => ({ value: name, field: "hostname" })),
    ];
  },
});
