import { endpointTypes } from "../../notifications/config.ts";
import { endpointIndex, matcherFields, matcherValues, notificationIndex } from "./fields.ts";
import { listTargets, sectionEndpoints, testTarget } from "./sections.ts";

export const notifications = [
  notificationIndex,
  endpointIndex,
  matcherFields,
  matcherValues,
  listTargets,
  testTarget,
  ...endpointTypes.flatMap(sectionEndpoints),
  ...sectionEndpoints("matcher"),
];
