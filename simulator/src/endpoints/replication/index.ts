import { createReplication, deleteReplication, listReplications, readReplication, updateReplication } from "./jobs.ts";
import { nodeReplications, replicationIndex, replicationLog, replicationStatus, scheduleReplication } from "./node.ts";

export const replicationEndpoints = [
  listReplications,
  createReplication,
  readReplication,
  updateReplication,
  deleteReplication,
  nodeReplications,
  replicationIndex,
  replicationStatus,
  replicationLog,
  scheduleReplication,
];
