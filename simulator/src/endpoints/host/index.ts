import { capabilities } from "./capabilities.ts";
import { readConfig, wake, writeConfig } from "./config.ts";
import { nodeDirectory } from "./directory.ts";
import { readDns, readHosts, readTime, setTimeZone, writeDns, writeHosts } from "./files.ts";
import { readJournal, readReport, readSyslog } from "./log.ts";
import { commandNode, migrateAll, startAll, stopAll } from "./power.ts";
import { subscription } from "./subscription.ts";

export const host = [
  nodeDirectory,
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
  readSyslog,
  readJournal,
  readReport,
  ...capabilities,
  ...subscription,
];
