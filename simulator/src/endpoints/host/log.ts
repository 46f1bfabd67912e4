/** What a node has to tell: its system log and a report for support. */

import { printedLine, systemLog } from "../../host/log.ts";
import { settingsOf } from "../../host/settings.ts";
import { WithAttributes } from "../../kernel/attributes.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { interfacesFile } from "../../network/file.ts";
import { configured, networkOf } from "../../network/network.ts";
import { must, privileged } from "../../permission/rule.ts";
import { integer, optional, string } from "../../schema/schema.ts";
import { storages } from "../../storage/slices.ts";
import { kernelRelease, pveVersion } from "../version.ts";

const reader = must(privileged("/nodes/{node}", "Sys.Syslog"));
const moment = () => optional(string({ pattern: "^\\d{4}-\\d{2}-\\d{2}( \\d{2}:\\d{2}(:\\d{2})?)?$" }));

export const readSyslog = endpoint({
  method: "GET",
  path: "/nodes/{node}/syslog",
  permission: reader,
  parameters: {
    start: optional(integer({ minimum: 0 }), 0),
    limit: optional(integer({ minimum: 0 }), 50),
    since: moment(),
    until: moment(),
    service: optional(string({ maxLength: 128 })),
  },
  without: "everything but the node's boot and its tasks",
  run({ cluster, parameters: { node, start, limit, since, until, service } }) {
    const [first, last] = [secondsOf(since) ?? 0, secondsOf(until) ?? Number.POSITIVE_INFINITY];
    const lines = systemLog(cluster, node)
      .filter(({ time }) => time >= first && time <= last)
      .filter((line) => service === undefined || line.service === service)
      .map((line, index) => ({ n: index + 1, t: printedLine(node, line) }));
    return new WithAttributes(lines.slice(start, start + limit), { total: lines.length });
  },
});

const secondsOf = (text: string | undefined): number | undefined =>
  text === undefined ? undefined : Date.parse(`${text.replace(" ", "T")}${text.includes(" ") ? "" : "T00:00"}Z`) / 1000;

export const readJournal = endpoint({
  method: "GET",
  path: "/nodes/{node}/journal",
  permission: reader,
  parameters: {
    since: optional(integer({ minimum: 0 })),
    until: optional(integer({ minimum: 0 })),
    lastentries: optional(integer({ minimum: 0 })),
    startcursor: optional(string()),
    endcursor: optional(string()),
  },
  without: "everything but the node's boot and its tasks",
  run({ cluster, parameters: { node, since = 0, until = Number.POSITIVE_INFINITY, lastentries, startcursor } }) {
    const all = systemLog(cluster, node);
    const from = startcursor === undefined ? 0 : Number(/i=(\d+)/.exec(startcursor)?.[1] ?? 0) + 1;
    const numbered = all.map((line, index) => ({ index, line })).slice(from);
    const lines = numbered.filter(({ line }) => line.time >= since && line.time <= until);
    const shown = lastentries === undefined ? lines : lines.slice(-lastentries);
    const cursor = (index: number) => `s=simulated;i=${index}`;
    const [first, last] = [shown[0]?.index ?? 0, shown.at(-1)?.index ?? 0];
    return [cursor(first), ...shown.map(({ line }) => printedLine(node, line)), cursor(last)];
  },
});

export const readReport = endpoint({
  method: "GET",
  path: "/nodes/{node}/report",
  permission: must(privileged("/nodes/{node}", "Sys.Audit")),
  without: "most of its sections",
  run({ cluster, parameters: { node } }) {
    const { hosts } = settingsOf(cluster, node);
    const stored = [...cluster.state.table(storages).all()];
    const sections: readonly (readonly [string, string])[] = [
      ["hostname", node],
      ["date -R", new Date(cluster.clock.now()).toUTCString()],
      ["pveversion --verbose", `pve-manager: ${pveVersion.version} (running kernel: ${kernelRelease})`],
      ["cat /etc/hosts", hosts.trimEnd()],
      ["cat /etc/pve/storage.cfg", stored.map(({ type, storage }) => `${type}: ${storage}`).join("\n")],
      ["cat /etc/network/interfaces", interfacesFile(configured(networkOf(cluster, node))).join("\n")],
    ];
    return sections.map(([command, output]) => `# ${command}\n\n${output}\n`).join("\n");
  },
});
