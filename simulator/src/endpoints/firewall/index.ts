import { aliasEndpoints } from "./aliases.ts";
import { groupEndpoints } from "./groups.ts";
import { clusterLevel, guestLevels, indexOf, networkLevel, nodeLevel } from "./level.ts";
import { logOf } from "./log.ts";
import { clusterOptions, guestOptions, networkOptions, nodeOptions, optionEndpoints } from "./options.ts";
import { macros, refsOfLevel } from "./refs.ts";
import { ruleEndpoints, rulesOf } from "./rules.ts";
import { setEntryEndpoints } from "./set-entries.ts";
import { setEndpoints } from "./sets.ts";

export const firewall = [
  macros,
  ...groupEndpoints,
  ...optionEndpoints(clusterLevel, clusterOptions),
  ...optionEndpoints(nodeLevel, nodeOptions),
  ...optionEndpoints(networkLevel, networkOptions),
  ...guestLevels.flatMap((level) => optionEndpoints(level, guestOptions)),
  ...[clusterLevel, nodeLevel, networkLevel, ...guestLevels].flatMap((level) => [
    indexOf(level),
    ...ruleEndpoints(rulesOf(level)),
  ]),
  ...[clusterLevel, ...guestLevels].flatMap((level) => [
    ...aliasEndpoints(level),
    ...setEndpoints(level),
    ...setEntryEndpoints(level),
    refsOfLevel(level),
  ]),
  ...[nodeLevel, ...guestLevels].map(logOf),
];
