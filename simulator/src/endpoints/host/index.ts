import { nodeConsoles } from "../guests/console.ts";
import { capabilities } from "./capabilities.ts";
import { readConfig, wake, writeConfig } from "./config.ts";
import { nodeDirectory } from "./directory.ts";
import { readDns, readHosts, readTime, setTimeZone, writeDns, writeHosts } from "./files.ts";
import { readJournal, readReport, readSyslog } from "./log.ts";
import { netstat } from "./netstat.ts";
import { commandNode, migrateAll, startAll, stopAll, suspendAll } from "./power.ts";
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
  suspendAll,
  migrateAll,
  commandNode,
  readSyslog,
  readJournal,
  readReport,
  netstat,
  ...nodeConsoles,
  ...capabilities,
  ...subscription,
];
