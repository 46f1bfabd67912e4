import { nodeHistory } from "./history.ts";
import { listNodes } from "./list.ts";
import { nodeStatus, nodeVersion } from "./status.ts";

export const nodeEndpoints = [listNodes, nodeVersion, nodeStatus, nodeHistory];
