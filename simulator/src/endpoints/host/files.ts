/** /etc/hosts, /etc/resolv.conf and the time zone of a node. */
import { isIP } from "node:net";
import { changeSettings, digestOf, type Resolver, settingsOf } from "../../host/settings.ts";
import { isTimeZone, wallClock } from "../../host/time-zone.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { invalidParameters } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { digest } from "../../schema/common.ts";
import { formatted, optional, string } from "../../schema/schema.ts";
import { modified } from "../../sections/section-file.ts";

const auditor = must(privileged("/nodes/{node}", "Sys.Audit"));
const modifier = must(privileged("/nodes/{node}", "Sys.Modify"));

export const readDns = endpoint({
  method: "GET",
  path: "/nodes/{node}/dns",
  permission: auditor,
  run: ({ cluster, parameters }) => settingsOf(cluster, parameters.node).resolver,
});

const server = () => optional(formatted("ip"));

export const writeDns = endpoint({
  method: "PUT",
  path: "/nodes/{node}/dns",
  permission: modifier,
  parameters: { search: string(), dns1: server(), dns2: server(), dns3: server() },
  run({ cluster, parameters: { node, search, dns1, dns2, dns3 } }) {
    // A server stands once in the file, and counts by its place there.
    const servers = [...new Set([dns1, dns2, dns3])].filter((one) => one !== undefined && one !== "0.0.0.0");
    const numbered = Object.fromEntries(servers.map((one, index) => [`dns${index + 1}`, one]));
    const [domain = ""] = search.trim().split(/\s+/);
    changeSettings(cluster, node, { resolver: { ...(domain && { search: domain }), ...numbered } as Resolver });
    return null;
  },
});

export const readHosts = endpoint({
  method: "GET",
  path: "/nodes/{node}/hosts",
  permission: must(privileged("/", "Sys.Audit")),
  run({ cluster, parameters }) {
    const { hosts } = settingsOf(cluster, parameters.node);
    return { digest: digestOf(hosts), data: hosts };
  },
});

export const writeHosts = endpoint({
  method: "POST",
  path: "/nodes/{node}/hosts",
  permission: modifier,
  parameters: { data: string(), digest: digest() },
  run({ cluster, parameters: { node, data, digest: seen } }) {
    if (seen !== undefined && seen !== digestOf(settingsOf(cluster, node).hosts)) throw modified();
    for (const line of data.split("\n").filter((text) => !/^\s*(#|$)/.test(text))) {
      const [address = "", ...names] = line.split(/\s+/);
      if (!isIP(address)) throw invalidParameters({ data: `Invalid IP '${address}'` });
      const wrong = names.find((name) => !/^[.\-a-zA-Z0-9]+$/.test(name));
      if (wrong !== undefined) throw invalidParameters({ data: `Invalid Hostname '${wrong}'` });
    }
    changeSettings(cluster, node, { hosts: data });
    return null;
  },
});

export const readTime = endpoint({
  method: "GET",
  path: "/nodes/{node}/time",
  permission: auditor,
  run({ cluster, parameters }) {
    const { timezone } = settingsOf(cluster, parameters.node);
    const time = cluster.clock.seconds();
    return { timezone, time, localtime: wallClock(time, timezone) };
  },
});

export const setTimeZone = endpoint({
  method: "PUT",
  path: "/nodes/{node}/time",
  permission: modifier,
  parameters: { timezone: string() },
  run({ cluster, parameters: { node, timezone } }) {
    if (!isTimeZone(timezone)) throw invalidParameters({ timezone: "No such timezone" });
    changeSettings(cluster, node, { timezone });
    return null;
  },
});
