import { readConfig, wake, writeConfig } from "./config.ts";
import { readDns, readHosts, readTime, setTimeZone, writeDns, writeHosts } from "./files.ts";
import { commandNode, migrateAll, startAll, stopAll } from "./power.ts";

export const host = [
  readDns,
  writeDns,
  readHosts,
  writeHosts,
  readTime,
  setTimeZone,
  readConfig,
  writeConfig,
  wake,
  startAll,
  stopAll,
  migrateAll,
  commandNode,
];
