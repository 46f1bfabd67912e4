/** Options of a node, and waking it. */
import { configOptions, demandDistinctDomains, wakeOnLan } from "../../host/config.ts";
import { changeSettings, digestOf, settingsOf } from "../../host/settings.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { nodes } from "../../nodes/node.ts";
import { bootNode } from "../../nodes/power.ts";
import { must, privileged } from "../../permission/rule.ts";
import { splitList } from "../../schema/formats.ts";
import { splitProperties } from "../../schema/property-string.ts";
import { choice, formatted, optional, string } from "../../schema/schema.ts";
import { modified, plainSettings } from "../../sections/section-file.ts";

const names = [
  "acme",
  ...Array.from({ length: 6 }, (_, index) => `acmedomain${index}`),
  "ballooning-target",
  "description",
  "startall-onboot-delay",
  "wakeonlan",
];

type Config = Readonly<Record<string, string | number>>;
const digestOfConfig = (config: Config) => digestOf(JSON.stringify(config));

export const readConfig = endpoint({
  method: "GET",
  path: "/nodes/{node}/config",
  permission: must(privileged("/", "Sys.Audit")),
  parameters: { property: optional(choice(...names)) },
  run({ cluster, parameters: { node, property } }) {
    const { config } = settingsOf(cluster, node);
    const shown: Readonly<Record<string, unknown>> = {
      ...config,
      ...described(config),
      digest: digestOfConfig(config),
    };
    if (property === undefined) return shown;
    return shown[property] === undefined ? {} : { [property]: shown[property] };
  },
});

/** A description is kept as comments, each of which is a line. */
const described = ({ description }: Config) =>
  description === undefined ? {} : { description: `${String(description).replace(/\n+$/, "")}\n` };

export const writeConfig = endpoint({
  method: "PUT",
  path: "/nodes/{node}/config",
  permission: must(privileged("/", "Sys.Modify")),
  parameters: {
    ...configOptions,
    delete: optional(formatted("pve-configid-list")),
    digest: optional(string({ maxLength: 40 })),
  },
  run({ cluster, parameters: { node, delete: unset = "", digest, ...given } }) {
    const { config: before } = settingsOf(cluster, node);
    if (digest !== undefined && digest !== digestOfConfig(before)) throw modified();
    const gone = splitList(unset);
    const all = { ...before, ...(plainSettings(given) as Config) };
    const config = Object.fromEntries(
      Object.entries(all).filter(([name, value]) => !gone.includes(name) && value !== ""),
    );
    demandDistinctDomains(config);
    changeSettings(cluster, node, { config });
    return null;
  },
});

/** Answered by another node: the one that is woken is off. */
export const wake = endpoint({
  method: "POST",
  path: "/nodes/{node}/wakeonlan",
  permission: must(privileged("/nodes/{node}", "Sys.PowerMgmt")),
  proxied: false,
  run({ cluster, parameters: { node: name } }) {
    const table = cluster.state.table(nodes);
    const [local] = [...table.all()];
    if (name === "localhost" || name === local?.name) throw refusal(`'${name}' is local node, cannot wake my self!`);
    const node = table.get(name);
    if (!node) throw refusal(`no such cluster node '${name}'`);
    const { mac } = splitProperties(wakeOnLan, String(settingsOf(cluster, name).config.wakeonlan ?? ""));
    if (mac === undefined) throw refusal(`No wake on LAN MAC address defined for '${name}'!`);
    if (!node.online) cluster.tasks.background(bootNode(cluster, name));
    return mac;
  },
});
