import { nextId } from "./next-id.ts";
import { resources } from "./resources.ts";
import { clusterStatus } from "./status.ts";

export const clusterEndpoints = [nextId, resources, clusterStatus];
