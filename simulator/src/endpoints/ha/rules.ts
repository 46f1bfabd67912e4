/** Where guests under the care of the HA manager may run. */

import { locked } from "../../access/user-config.ts";
import type { Cluster } from "../../cluster.ts";
import { demandRule, haRules } from "../../ha/config.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { must, privileged } from "../../permission/rule.ts";
import { configId, digest } from "../../schema/common.ts";
import { splitList } from "../../schema/formats.ts";
import { boolean, choice, formatted, optional, string } from "../../schema/schema.ts";
import {
  changedSettings,
  demandUnchanged,
  fileDigest,
  type Section,
  type Settings,
  settingsOf,
} from "../../sections/section-file.ts";

const auditor = must(privileged("/", "Sys.Audit"));
const modifier = must(privileged("/", "Sys.Console"));
const rule = configId();
const type = choice("node-affinity", "resource-affinity");
const without = "obeying them";

const options = {
  affinity: optional(choice("positive", "negative")),
  comment: optional(string({ maxLength: 4096 })),
  disable: optional(boolean()),
  nodes: optional(formatted("pve-ha-node-list")),
  strict: optional(boolean()),
};
const resources = formatted("pve-ha-resource-id-list");

/** What each type must have, and may have beside. */
const known = {
  "node-affinity": {
    required: ["resources", "nodes"],
    all: new Set(["resources", "nodes", "strict", "comment", "disable"]),
  },
  "resource-affinity": {
    required: ["resources", "affinity"],
    all: new Set(["resources", "affinity", "comment", "disable"]),
  },
} as const;

const shown = (cluster: Cluster, { id, type: kind, settings }: Section) => ({
  rule: id,
  type: kind,
  ...settings,
  digest: fileDigest(cluster, haRules),
});

export const listRules = endpoint({
  method: "GET",
  path: "/cluster/ha/rules",
  permission: auditor,
  parameters: { resource: optional(string()), type: optional(type) },
  run: ({ cluster, parameters: { resource, type: kind } }) =>
    [...cluster.state.table(haRules).all()]
      .filter((one) => kind === undefined || one.type === kind)
      .filter((one) => resource === undefined || splitList(String(one.settings.resources)).includes(resource))
      .map((one) => shown(cluster, one)),
});

export const readRule = endpoint({
  method: "GET",
  path: "/cluster/ha/rules/{rule}",
  permission: auditor,
  parameters: { rule },
  run({ cluster, parameters }) {
    const found = cluster.state.table(haRules).get(parameters.rule);
    if (!found) throw refusal(`no such ha rule '${parameters.rule}'`);
    return shown(cluster, found);
  },
});

/** @throws 500 for a setting of the other type, a resource that is not managed, a node that is not there */
function demandFit(cluster: Cluster, kind: keyof typeof known, set: Settings): void {
  const strange = Object.keys(set).find((name) => !known[kind].all.has(name));
  if (strange !== undefined) throw refusal(`unexpected property '${strange}'`);
  const names = new Set([...cluster.state.table(nodes).all()].map(({ name }) => name));
  demandRule(cluster, set.resources, names, set.nodes);
}

/** A rule is off or not: 0 is not written down. */
const written = (given: Readonly<Record<string, unknown>>): Settings =>
  Object.fromEntries(Object.entries(settingsOf(given)).filter(([name, value]) => name !== "disable" || value !== 0));

export const createRule = endpoint({
  method: "POST",
  path: "/cluster/ha/rules",
  permission: modifier,
  parameters: { ...options, resources, rule, type },
  without,
  run({ cluster, parameters: { rule: id, type: kind, ...given } }) {
    const settings = written(given);
    const missing = known[kind].required.find((name) => settings[name] === undefined);
    if (missing !== undefined) throw refusal(`missing value for required option '${missing}'`);
    return locked("create ha rule failed", () => {
      if (cluster.state.table(haRules).has(id)) throw refusal(`HA rule '${id}' already defined`);
      demandFit(cluster, kind, settings);
      cluster.state.table(haRules).put(id, { id, type: kind, settings });
      return null;
    });
  },
});

export const updateRule = endpoint({
  method: "PUT",
  path: "/cluster/ha/rules/{rule}",
  permission: modifier,
  parameters: {
    ...options,
    resources: optional(resources),
    rule,
    type,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
  },
  without,
  run({ cluster, parameters: { rule: id, type: kind, delete: remove, digest: seen, ...given } }) {
    return locked("update HA rules failed", () => {
      demandUnchanged(cluster, haRules, seen);
      const found = cluster.state.table(haRules).get(id);
      if (!found) throw refusal(`HA rule '${id}' does not exist`);
      if (found.type !== kind) throw refusal(`type '${kind}' does not match '${found.type}'`);
      const set = written(given);
      demandFit(cluster, kind, set);
      const { all, required } = known[kind];
      const settings = changedSettings(found.settings, { set, remove, known: all, required });
      cluster.state.table(haRules).put(id, { ...found, settings });
      return null;
    });
  },
});

export const deleteRule = endpoint({
  method: "DELETE",
  path: "/cluster/ha/rules/{rule}",
  permission: modifier,
  parameters: { rule },
  run({ cluster, parameters }) {
    cluster.state.table(haRules).remove(parameters.rule);
    return null;
  },
});
