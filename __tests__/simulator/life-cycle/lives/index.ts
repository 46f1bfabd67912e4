/** Every life there is. A new one is a small file, or a few lines in one, and a line here. */
import type { Life } from "../life.ts";
import { backupJob } from "./backup-job.ts";
import { dirMapping, pciMapping, usbMapping } from "./hardware-mapping.ts";
import { linuxBond, linuxBridge, linuxVlan } from "./network.ts";

export const lives: readonly Life[] = [
  backupJob,
  pciMapping,
  usbMapping,
  dirMapping,
  linuxBridge,
  linuxVlan,
  linuxBond,
];
