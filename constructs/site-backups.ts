import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { BackupJob as PlannedJob } from "../model/backup-jobs.ts";
import { BackupJob } from "../providers/proxmox/backup-job.ts";

/** A backup job as Proxmox runs it by itself. Guests run on while they are backed up. */
export function siteBackupJob(scope: Construct, job: PlannedJob, storage: ITerraformDependable | undefined): BackupJob {
  return new BackupJob(scope, `backup-${job.id}`, {
    id: job.id,
    schedule: job.schedule,
    storage: job.storage,
    node: job.node,
    vmid: job.vmids.map(String),
    mode: "snapshot",
    compress: "zstd",
    pruneBackups: Object.fromEntries(
      Object.entries(job.keep).map(([rhythm, count]) => [`keep-${rhythm}`, String(count)]),
    ),
    notesTemplate: job.notes,
    enabled: true,
    dependsOn: storage && [storage],
  });
}
