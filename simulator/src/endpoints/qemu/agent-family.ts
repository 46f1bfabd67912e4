/** Everything below a machine's `agent`. */
import { hostName, networkInterfaces, ping } from "./agent.ts";
import { agentCommand } from "./agent-command.ts";
import { agentDirectory, agentFacts, trim } from "./agent-facts.ts";
import { readFile, writeFile } from "./agent-files.ts";
import { setUserPassword, shutDown, sleeps } from "./agent-power.ts";
import { freeze, freezeStatus, run, runStatus, systemInfo, thaw } from "./agent-system.ts";

const simple = [
  ...[ping, networkInterfaces, hostName, systemInfo, trim, ...agentFacts],
  ...[freeze, freezeStatus, thaw, shutDown, ...sleeps],
];

export const agentFamily = [
  ...simple,
  ...[agentDirectory, agentCommand(simple), run, runStatus, readFile, writeFile, setUserPassword],
];
