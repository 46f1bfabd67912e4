/** Where notifications go, and which ones: /etc/pve/notifications.cfg. */
import type { Cluster } from "../cluster.ts";
import { PveError } from "../kernel/error.ts";
import { fileDigest, type Section, type Settings, sectionFile } from "../sections/section-file.ts";

export const notificationFile = sectionFile("notifications.cfg");

export const endpointTypes = ["gotify", "sendmail", "smtp", "webhook"] as const;
export type EndpointType = (typeof endpointTypes)[number];
export type NotificationType = EndpointType | "matcher";

/** What Proxmox brings: mail to root, for everything. */
const builtIn: readonly Section[] = [
  {
    id: "mail-to-root",
    type: "sendmail",
    settings: { comment: "Send mails to root@pam's email address", "mailto-user": ["root@pam"] },
  },
  {
    id: "default-matcher",
    type: "matcher",
    settings: { comment: "Route all notifications to mail-to-root", mode: "all", target: ["mail-to-root"] },
  },
];

export const isBuiltIn = (name: string): boolean => builtIn.some(({ id }) => id === name);

/** The built-in ones first, as they were changed. */
export function notificationSections(cluster: Cluster): Section[] {
  const table = cluster.state.table(notificationFile);
  const own = [...table.all()].filter(({ id }) => !isBuiltIn(id));
  return [...builtIn.map((section) => table.get(section.id) ?? section), ...own];
}

/** @throws 404 `endpoint 'x' not found` */
export function sectionNamed(cluster: Cluster, type: NotificationType, name: string): Section {
  const found = notificationSections(cluster).find((one) => one.id === name && one.type === type);
  if (!found) throw new PveError(404, `${type === "matcher" ? "matcher" : "endpoint"} '${name}' not found`);
  return found;
}

/** Settings that are never told. */
const secrets: Readonly<Record<NotificationType, readonly string[]>> = {
  gotify: ["token"],
  sendmail: [],
  smtp: ["password"],
  webhook: [],
  matcher: [],
};

/** A section as the API tells it; where it comes from, and no secrets. */
export function shownSection(cluster: Cluster, { id, type, settings }: Section): Record<string, unknown> {
  const kept = Object.entries(settings).filter(([name]) => !secrets[type as NotificationType].includes(name));
  const changed = cluster.state.table(notificationFile).has(id);
  const origin = isBuiltIn(id) ? (changed ? "modified-builtin" : "builtin") : "user-created";
  return { name: id, ...Object.fromEntries(kept.map(([name, value]) => [name, toldValue(name, value)])), origin };
}

/** The values of a webhook's secrets stay here. */
const toldValue = (name: string, value: Settings[string]) =>
  name === "secret" ? (value as readonly string[]).map((one) => one.replace(/,?value=[^,]*/, "")) : value;

/** @throws 400 for a name that is taken */
export function demandUnique(cluster: Cluster, name: string): void {
  if (notificationSections(cluster).some(({ id }) => id === name)) {
    throw new PveError(400, `Cannot create '${name}', an entity with the same name already exists`);
  }
}

/** @throws 404 for a target that no endpoint is */
export function demandTargets(cluster: Cluster, targets: readonly string[] | undefined): void {
  const known = notificationSections(cluster).filter(({ type }) => type !== "matcher");
  const missing = (targets ?? []).find((target) => !known.some(({ id }) => id === target));
  if (missing !== undefined) throw new PveError(404, `endpoint '${missing}' does not exist`);
}

/** @throws 400 for an endpoint that a matcher names */
export function demandUnused(cluster: Cluster, name: string): void {
  const users = notificationSections(cluster)
    .filter(({ type, settings }) => type === "matcher" && ((settings.target ?? []) as readonly string[]).includes(name))
    .map(({ id }) => id);
  if (users.length > 0) throw new PveError(400, `cannot delete '${name}', referenced by: ${users.join(", ")}`);
}

/** @throws 400 when somebody changed it meanwhile */
export function demandSeen(cluster: Cluster, digest: string | undefined): void {
  if (digest !== undefined && digest !== fileDigest(cluster, notificationFile)) {
    throw new PveError(400, "detected modified configuration - file changed by other user? Try again.");
  }
}
