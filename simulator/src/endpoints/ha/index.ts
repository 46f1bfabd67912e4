import { groups } from "./groups.ts";
import {
  createResource,
  deleteResource,
  listResources,
  migrateResource,
  readResource,
  relocateResource,
  updateResource,
} from "./resources.ts";
import { createRule, deleteRule, listRules, readRule, updateRule } from "./rules.ts";
import { haIndex, haStatus, haStatusIndex, managerStatus } from "./status.ts";

export const ha = [
  haIndex,
  listResources,
  createResource,
  readResource,
  updateResource,
  deleteResource,
  migrateResource,
  relocateResource,
  listRules,
  createRule,
  readRule,
  updateRule,
  deleteRule,
  ...groups,
  haStatusIndex,
  haStatus,
  managerStatus,
];
