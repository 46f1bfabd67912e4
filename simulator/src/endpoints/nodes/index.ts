import { listNodes } from "./list.ts";
import { listInterfaces, readInterface } from "./network.ts";
import { nodeStatus, nodeVersion } from "./status.ts";

export const nodeEndpoints = [listNodes, nodeVersion, nodeStatus, listInterfaces, readInterface];
