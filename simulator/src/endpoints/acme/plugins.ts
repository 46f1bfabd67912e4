/** ACME plugins. Source: PVE::API2::ACMEPlugin. */
import {
  acmePlugins,
  demandOptions,
  dnsApis,
  type PluginType,
  pluginNamed,
  pluginOptions,
  pluginsOf,
} from "../../acme/plugins.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { configId, digest } from "../../schema/common.ts";
import { boolean, choice, type Fields, formatted, integer, optional, string } from "../../schema/schema.ts";
import {
  changedSettings,
  demandUnchanged,
  fileDigest,
  readBack,
  type Section,
  settingsOf,
} from "../../sections/section-file.ts";

const modifier = must(privileged("/", "Sys.Modify"));
const path = "/cluster/acme/plugins";
const id = configId();

const options = {
  api: optional(choice(...dnsApis)),
  data: optional(string()),
  disable: optional(boolean()),
  nodes: optional(formatted("pve-node-list")),
  "validation-delay": optional(integer({ minimum: 0, maximum: 172_800 })),
} as const satisfies Fields;

export const listPlugins = endpoint({
  method: "GET",
  path,
  permission: modifier,
  parameters: { type: optional(choice("dns", "standalone")) },
  run: ({ cluster, parameters: { type } }) =>
    pluginsOf(cluster)
      .filter((plugin) => type === undefined || plugin.type === type)
      .map((plugin) => shown(cluster, plugin)),
});

export const readPlugin = endpoint({
  method: "GET",
  path: `${path}/{id}`,
  permission: modifier,
  parameters: { id },
  run({ cluster, parameters }) {
    const plugin = pluginNamed(cluster, parameters.id);
    if (!plugin) throw refusal(`ACME plugin '${parameters.id}' not defined`);
    return shown(cluster, plugin);
  },
});

export const createPlugin = endpoint({
  method: "POST",
  path,
  permission: modifier,
  parameters: { ...options, id, type: choice("dns", "standalone") },
  run({ cluster, parameters: { id, type, ...given } }) {
    if (pluginNamed(cluster, id)) throw refusal(`ACME plugin ID '${id}' already exists`);
    const settings = settingsOf(given);
    demandOptions(type, Object.keys(settings), true);
    cluster.state.table(acmePlugins).put(id, { id, type, settings: readBack(settings) });
    return null;
  },
});

export const updatePlugin = endpoint({
  method: "PUT",
  path: `${path}/{id}`,
  permission: modifier,
  parameters: {
    ...options,
    id,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
  },
  run({ cluster, parameters: { id, delete: remove, digest: seen, ...given } }) {
    demandUnchanged(cluster, acmePlugins, seen);
    const plugin = pluginNamed(cluster, id);
    if (!plugin) throw refusal(`ACME plugin ID '${id}' does not exist`);
    const type = plugin.type as PluginType;
    const set = settingsOf(given);
    demandOptions(type, Object.keys(set), false);
    const required = type === "dns" ? ["api"] : [];
    const kept = changedSettings(plugin.settings, { set: {}, remove, known: pluginOptions[type], required });
    const settings = readBack({ ...kept, ...set });
    cluster.state.table(acmePlugins).put(id, { ...plugin, settings });
    return null;
  },
});

export const deletePlugin = endpoint({
  method: "DELETE",
  path: `${path}/{id}`,
  permission: modifier,
  parameters: { id },
  run({ cluster, parameters }) {
    cluster.state.table(acmePlugins).remove(parameters.id);
    return null;
  },
});

/** What was given in base64 is told as it reads. */
function shown(cluster: Cluster, { id, type, settings: { data, ...settings } }: Section) {
  return {
    ...settings,
    ...(data !== undefined && { data: Buffer.from(String(data), "base64").toString() }),
    plugin: id,
    type,
    digest: fileDigest(cluster, acmePlugins),
  };
}
