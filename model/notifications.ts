import { createHash } from "node:crypto";

/** Who is told by mail, and of what. */
export interface Notifications {
  readonly mailto: readonly string[];
  /** `info`, `notice`, `warning`, `error` or `unknown`. */
  readonly severities: readonly string[];
}

/** A section of Proxmox's notification settings, under `/cluster/notifications`, in its own words. */
export interface NotificationSection {
  /** Such as `endpoints/sendmail`. */
  readonly kind: string;
  readonly name: string;
  readonly options: Readonly<Record<string, readonly string[] | string>>;
}

/** Names of what we make there, two because Proxmox gives each name once; its own matcher and target stay as they are. */
const [matcher, target] = ["strata", "strata-mail"];

/** The target first, and then the matcher that leads to it. */
export function notificationSections({ mailto, severities }: Notifications): readonly NotificationSection[] {
  const comment = "Managed by Strata. Edits by hand are drift.";
  return [
    { kind: "endpoints/sendmail", name: target, options: { mailto, comment } },
    {
      kind: "matchers",
      name: matcher,
      options: { "match-severity": [severities.join(",")], target: [target], comment },
    },
  ];
}

/** Names settings shortly: the plan that was reviewed carries it, and the step that runs is held to it. */
export function digestOfNotifications(notifications: Notifications): string {
  return createHash("sha256")
    .update(JSON.stringify(notificationSections(notifications)))
    .digest("hex")
    .slice(0, 16);
}

/** What is to be done so that Proxmox has a section, as words for `pvesh`; nothing where it is as it should be. */
export function sectionCommand(
  { kind, name, options }: NotificationSection,
  found: Readonly<Record<string, unknown>> | undefined,
): readonly string[] | undefined {
  const wanted = Object.entries(options);
  if (found && wanted.every(([option, value]) => sameValues(found[option], value))) return undefined;
  const path = `/cluster/notifications/${kind}`;
  const [verb, at, named] = found ? ["set", `${path}/${name}`, []] : ["create", path, ["--name", name]];
  return [
    "pvesh",
    verb,
    at,
    ...named,
    ...wanted.flatMap(([option, value]) => [value].flat().flatMap((one) => [`--${option}`, one])),
  ];
}

/** Proxmox gives a list of one back as a text, and lists in an order of its own. */
function sameValues(found: unknown, wanted: readonly string[] | string): boolean {
  const sorted = (values: unknown) => [values ?? []].flat().map(String).sort().join("\n");
  return sorted(found) === sorted(wanted);
}
