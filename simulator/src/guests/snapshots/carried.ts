/** What of a configuration goes into a snapshot, and comes out of it again. Source: __snapshot_copy_config. */
import type { Config } from "../guest.ts";

const left = new Set(["snapstate", "snaptime", "vmstate", "lock", "description"]);

export const carried = (config: Config): Config =>
  Object.fromEntries(Object.entries(config).filter(([name]) => !left.has(name) && !/^unused\d+$/.test(name)));
