import { backupInfo, includedVolumes, notBackedUp } from "./coverage.ts";
import { createJob, deleteJob, listJobs, readJob, updateJob } from "./jobs.ts";

export const backup = [listJobs, createJob, readJob, updateJob, deleteJob, includedVolumes, backupInfo, notBackedUp];
