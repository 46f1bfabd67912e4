/** Metric servers. */
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import {
  demandKnown,
  knownSettings,
  metricServers,
  type ServerType,
  serverNamed,
  serverOptions,
} from "../../metrics/server.ts";
import { everyone, must, privileged } from "../../permission/rule.ts";
import { configId, digest } from "../../schema/common.ts";
import { choice, formatted, optional } from "../../schema/schema.ts";
import { changedSettings, demandUnchanged, readBack, settingsOf } from "../../sections/section-file.ts";

const auditor = must(privileged("/", "Sys.Audit"));
const modifier = must(privileged("/", "Sys.Modify"));
const id = configId();
const without = "sending metrics: every server counts as reachable";

export const metricsIndex = endpoint({
  method: "GET",
  path: "/cluster/metrics",
  permission: everyone,
  run: () => [{ name: "server" }],
});

export const listServers = endpoint({
  method: "GET",
  path: "/cluster/metrics/server",
  permission: auditor,
  run: ({ cluster }) =>
    [...cluster.state.table(metricServers).all()]
      .sort((a, b) => (a.id < b.id ? -1 : 1))
      .map(({ id, type, settings: { disable = 0, server, port } }) => ({ id, disable, type, server, port })),
});

export const readServer = endpoint({
  method: "GET",
  path: "/cluster/metrics/server/{id}",
  permission: auditor,
  parameters: { id },
  run({ cluster, parameters }) {
    const found = serverNamed(cluster, parameters.id);
    if (!found) throw refusal(`status server entry '${parameters.id}' does not exist`);
    const { token: _, ...settings } = found.settings;
    return { ...settings, type: found.type };
  },
});

export const createServer = endpoint({
  method: "POST",
  path: "/cluster/metrics/server/{id}",
  permission: modifier,
  parameters: {
    ...serverOptions,
    id,
    type: { ...choice("graphite", "influxdb", "opentelemetry"), format: "pve-configid" },
  },
  without,
  run({ cluster, parameters: { id, type, ...given } }) {
    if (serverNamed(cluster, id)) throw refusal(`Metric server '${id}' already exists`);
    const settings = settingsOf(given);
    demandKnown(type, Object.keys(settings));
    cluster.state.table(metricServers).put(id, { id, type, settings: readBack(settings) });
    return null;
  },
});

export const updateServer = endpoint({
  method: "PUT",
  path: "/cluster/metrics/server/{id}",
  permission: modifier,
  parameters: {
    ...serverOptions,
    id,
    delete: optional(formatted("pve-configid-list", { maxLength: 4096 })),
    digest: digest(),
  },
  without,
  run({ cluster, parameters: { id, delete: remove, digest: seen, ...given } }) {
    demandUnchanged(cluster, metricServers, seen);
    const found = serverNamed(cluster, id);
    if (!found) throw refusal(`no such server '${id}'`);
    const type = found.type as ServerType;
    const set = settingsOf(given);
    demandKnown(type, Object.keys(set));
    const settings = changedSettings(found.settings, {
      set,
      remove,
      known: knownSettings[type],
      required: type === "influxdb" ? ["server", "port"] : ["server"],
    });
    cluster.state.table(metricServers).put(id, { ...found, settings });
    return null;
  },
});

export const deleteServer = endpoint({
  method: "DELETE",
  path: "/cluster/metrics/server/{id}",
  permission: modifier,
  parameters: { id },
  run({ cluster, parameters }) {
    cluster.state.table(metricServers).remove(parameters.id);
    return null;
  },
});
