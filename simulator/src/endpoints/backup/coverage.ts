/** What is backed up, and what is not. */
import { guestsOfJob, uncovered, volumesOf } from "../../backup/coverage.ts";
import { jobNamed } from "../../backup/job.ts";
import { guests } from "../../guests/guest.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { must, privileged, rootOnly } from "../../permission/rule.ts";
import { string } from "../../schema/schema.ts";

const auditor = must(privileged("/", "Sys.Audit"));

/** Guests and their disks as a tree. */
export const includedVolumes = endpoint({
  method: "GET",
  path: "/cluster/backup/{id}/included_volumes",
  permission: auditor,
  parameters: { id: string({ maxLength: 50, pattern: "\\S+" }) },
  run({ cluster, caller, parameters }) {
    const children = guestsOfJob(cluster, jobNamed(cluster, parameters.id))
      .filter((vmid) => caller.can(`/vms/${vmid}`, ["VM.Audit"]))
      .map((vmid) => {
        const guest = cluster.state.table(guests).get(vmid);
        if (!guest) return { id: vmid, type: "unknown", leaf: 1 };
        const volumes = volumesOf(guest).map(({ key, volume, included, reason }) => ({
          id: `${vmid}:${key}`,
          name: volume,
          included: included ? 1 : 0,
          reason,
          leaf: 1,
        }));
        const name = guest.config.name ?? guest.config.hostname ?? "";
        return { id: vmid, type: guest.kind, name, children: volumes, leaf: volumes.length === 0 ? 1 : 0 };
      });
    return { children };
  },
});

export const backupInfo = endpoint({
  method: "GET",
  path: "/cluster/backup-info",
  permission: rootOnly,
  run: () => [{ subdir: "not-backed-up" }],
});

export const notBackedUp = endpoint({
  method: "GET",
  path: "/cluster/backup-info/not-backed-up",
  permission: auditor,
  run: ({ cluster, caller }) =>
    uncovered(cluster)
      .filter(({ vmid }) => caller.can(`/vms/${vmid}`, ["VM.Audit"]))
      .map(({ vmid, kind, config }) => {
        const name = config.name ?? config.hostname;
        return { vmid, type: kind, ...(name !== undefined && { name }) };
      }),
});
