import type { Construct } from "constructs";
import { backupJobs } from "../../model/backup-jobs.ts";
import type { Lab } from "../../model/lab.ts";
import { digestOfNotifications } from "../../model/notifications.ts";
import { osTemplatePlaces } from "../../model/os-template-places.ts";
import { platformStack } from "../../model/stack-names.ts";
import { literal } from "../../providers/hcl.ts";
import { Pool } from "../../providers/proxmox/pool.ts";
import { nodeSettings } from "../node-settings.ts";
import { NotificationStep } from "../notification-step.ts";
import { osTemplateFile } from "../os-template-file.ts";
import { siteBackupJob } from "../site-backups.ts";
import { siteStorage } from "../site-storage.ts";
import { LabStack } from "./stack.ts";

/** What guests stand on: storages, pools, OS templates, backup jobs, settings of the nodes, and who is told of trouble. */
export class PlatformStack extends LabStack {
  constructor(scope: Construct, lab: Lab) {
    super(scope, platformStack, lab);
    const { site, nodes } = lab;
    const storages = new Map(lab.storages.map((storage) => [storage.name, siteStorage(this, storage, nodes)]));
    for (const { name, comment } of site.pools ?? [])
      new Pool(this, `pool-${name}`, { poolId: name, comment: literal(comment) });
    for (const place of osTemplatePlaces(lab)) osTemplateFile(this, place, storages.get(place.os.storage));
    for (const job of backupJobs(lab)) siteBackupJob(this, job, storages.get(job.storage));
    for (const node of nodes) nodeSettings(this, lab, node);
    if (site.notifications)
      new NotificationStep(this, "notifications", {
        site: site.name,
        settings: digestOfNotifications(site.notifications),
      });
  }
}
