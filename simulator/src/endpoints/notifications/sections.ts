/** The endpoints of one type of notification section; the types differ in what may be said. */
import { type Endpoint, endpoint } from "../../kernel/endpoint.ts";
import { PveError } from "../../kernel/error.ts";
import {
  demandSeen,
  demandTargets,
  demandUnique,
  demandUnused,
  isBuiltIn,
  type NotificationType,
  notificationFile,
  notificationSections,
  sectionNamed,
  shownSection,
} from "../../notifications/config.ts";
import { every, must, type Permission, privileged, some } from "../../permission/rule.ts";
import { configId, digest } from "../../schema/common.ts";
import { boolean, choice, type Fields, formatted, integer, list, optional, string } from "../../schema/schema.ts";
import { fileDigest, plainSettings } from "../../sections/section-file.ts";

const on = "/mapping/notifications";
const modify = privileged(on, "Mapping.Modify");
const audit = privileged(on, "Mapping.Audit");
export const readers = must(some(modify, audit));
const users = must(some(modify, audit, privileged(on, "Mapping.Use")));
/** An endpoint reaches out to the network. */
const network = some(privileged("/", "Sys.Audit", "Sys.Modify"), privileged("/", "Sys.AccessNetwork"));

const strings = () => optional(list(string()));
const everyType = { comment: optional(string()), disable: optional(boolean()) } as const satisfies Fields;
const mail = {
  author: optional(string()),
  mailto: optional(list(formatted("email-or-username"))),
  "mailto-user": optional(list(formatted("pve-userid"))),
} as const satisfies Fields;

interface Kind {
  readonly create: Fields;
  readonly list: Permission;
  readonly write: Permission;
}

const kinds: Readonly<Record<NotificationType, Kind>> = {
  gotify: {
    create: { ...everyType, server: string(), token: string() },
    list: must(audit),
    write: must(every(modify, network)),
  },
  sendmail: {
    create: { ...everyType, ...mail, "from-address": optional(string()) },
    list: readers,
    write: must(every(modify, network)),
  },
  smtp: {
    create: {
      ...everyType,
      ...mail,
      "from-address": string(),
      mode: optional(choice("insecure", "starttls", "tls")),
      password: optional(string()),
      port: optional(integer()),
      server: string(),
      username: optional(string()),
    },
    list: readers,
    write: must(every(modify, network)),
  },
  webhook: {
    create: {
      ...everyType,
      body: optional(string()),
      header: strings(),
      method: choice("post", "put", "get"),
      secret: strings(),
      url: string(),
    },
    list: must(audit),
    write: must(every(modify, network)),
  },
  matcher: {
    create: {
      ...everyType,
      "invert-match": optional(boolean()),
      "match-calendar": strings(),
      "match-field": strings(),
      "match-severity": strings(),
      mode: optional(choice("all", "any")),
      target: optional(list(configId())),
    },
    list: users,
    write: must(modify),
  },
};

const asOptional = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).map(([name, schema]) => [name, optional(schema)]));

export function sectionEndpoints(type: NotificationType): Endpoint[] {
  const below = type === "matcher" ? "matchers" : (`endpoints/${type}` as const);
  const { create: fields, list: lists, write } = kinds[type];
  const name = configId();
  const without = "sending: nothing leaves the simulator";

  const listAll = endpoint({
    method: "GET",
    path: `/cluster/notifications/${below}`,
    permission: lists,
    run: ({ cluster }) =>
      notificationSections(cluster)
        .filter((one) => one.type === type)
        .map((one) => shownSection(cluster, one)),
  });

  const read = endpoint({
    method: "GET",
    path: `/cluster/notifications/${below}/{name}`,
    permission: readers,
    parameters: { name },
    run({ cluster, parameters }) {
      const section = sectionNamed(cluster, type, parameters.name);
      return { ...shownSection(cluster, section), digest: fileDigest(cluster, notificationFile) };
    },
  });

  const create = endpoint({
    method: "POST",
    path: `/cluster/notifications/${below}`,
    permission: write,
    parameters: { ...fields, name } as Fields,
    without,
    run({ cluster, parameters }) {
      const { name: id, ...given } = parameters as { readonly name: string; readonly target?: readonly string[] };
      demandUnique(cluster, id);
      demandTargets(cluster, given.target);
      cluster.state.table(notificationFile).put(id, { id, type, settings: plainSettings(given) });
      return null;
    },
  });

  const update = endpoint({
    method: "PUT",
    path: `/cluster/notifications/${below}/{name}`,
    permission: write,
    parameters: { ...asOptional(fields), name, delete: optional(list(configId())), digest: digest() } as Fields,
    run({ cluster, parameters }) {
      const { name: id, delete: gone = [], digest: seen, ...given } = parameters as unknown as Changes;
      demandSeen(cluster, seen);
      const section = sectionNamed(cluster, type, id);
      demandTargets(cluster, given.target);
      const kept = Object.entries(section.settings).filter(([option]) => !gone.includes(option));
      const settings = { ...Object.fromEntries(kept), ...plainSettings(given) };
      cluster.state.table(notificationFile).put(id, { ...section, settings });
      return null;
    },
  });

  /** A built-in one becomes again what it was. */
  const remove = endpoint({
    method: "DELETE",
    path: `/cluster/notifications/${below}/{name}`,
    permission: must(modify),
    parameters: { name },
    run({ cluster, parameters }) {
      sectionNamed(cluster, type, parameters.name);
      if (!isBuiltIn(parameters.name)) demandUnused(cluster, parameters.name);
      cluster.state.table(notificationFile).remove(parameters.name);
      return null;
    },
  });

  return [listAll, read, create, update, remove];
}

interface Changes {
  readonly name: string;
  readonly delete?: readonly string[];
  readonly digest?: string;
  readonly target?: readonly string[];
}

export const listTargets = endpoint({
  method: "GET",
  path: "/cluster/notifications/targets",
  permission: users,
  run: ({ cluster }) =>
    notificationSections(cluster)
      .filter(({ type }) => type !== "matcher")
      .map((one) => {
        const { name, comment, disable, origin } = shownSection(cluster, one);
        return {
          name,
          type: one.type,
          ...(comment !== undefined && { comment }),
          ...(disable !== undefined && { disable }),
          origin,
        };
      }),
});

export const testTarget = endpoint({
  method: "POST",
  path: "/cluster/notifications/targets/{name}/test",
  permission: users,
  parameters: { name: configId() },
  without: "sending: every target counts as reached",
  run({ cluster, parameters: { name } }) {
    const found = notificationSections(cluster).some(({ id, type }) => id === name && type !== "matcher");
    if (!found) throw new PveError(404, `endpoint '${name}' does not exist`);
    return null;
  },
});
