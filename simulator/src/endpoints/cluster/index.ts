import { bulkGuestIndex, bulkIndex, bulkMigrate, bulkShutdown, bulkStart, bulkSuspend } from "./bulk-action.ts";
import {
  clusterConfig,
  clusterMembers,
  joiningFacts,
  joiningVersion,
  makeCluster,
  totem,
  voteDevice,
} from "./config.ts";
import { clusterDirectory } from "./directory.ts";
import { clusterLog } from "./log.ts";
import { nextId } from "./next-id.ts";
import { readOptions, setOptions } from "./options.ts";
import { resources } from "./resources.ts";
import { analyzeSchedule, jobKinds } from "./schedule.ts";
import { clusterStatus } from "./status.ts";

export const clusterEndpoints = [
  clusterDirectory,
  clusterStatus,
  resources,
  nextId,
  readOptions,
  setOptions,
  clusterLog,
  jobKinds,
  analyzeSchedule,
  clusterConfig,
  clusterMembers,
  totem,
  voteDevice,
  joiningVersion,
  joiningFacts,
  makeCluster,
  ...[bulkIndex, bulkGuestIndex, bulkStart, bulkShutdown, bulkSuspend, bulkMigrate],
];
