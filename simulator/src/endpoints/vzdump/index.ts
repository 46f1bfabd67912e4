import { backupDefaults, extractConfig } from "./defaults.ts";
import { vzdump } from "./vzdump.ts";

export const vzdumpEndpoints = [vzdump, backupDefaults, extractConfig];
