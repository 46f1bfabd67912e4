/** What may be said about a backup, in a job or for one run. Source: PVE::VZDump::Common, `$confdesc`. */
import { registerFormat } from "../schema/formats.ts";
import {
  boolean,
  choice,
  type Fields,
  formatted,
  integer,
  keyed,
  list,
  optional,
  string,
  unnamed,
} from "../schema/schema.ts";

registerFormat("pve-day-of-week", (text) =>
  /^(mon|tue|wed|thu|fri|sat|sun)$/.test(text) ? undefined : `invalid day '${text}'`,
);
registerFormat("email-or-username", (text) =>
  /^[\w+\-~]+(\.[\w+\-~]+)*(@[a-zA-Z0-9-]+(\.[a-zA-Z0-9-]+)*)?$/.test(text) ||
  /^[^\s:/]+@[A-Za-z][A-Za-z0-9.\-_]+$/.test(text)
    ? undefined
    : "value does not look like a valid email address or user name",
);

export const fleecing = {
  enabled: unnamed(optional(boolean())),
  storage: optional(formatted("pve-storage-id")),
} as const satisfies Fields;

export const performance = {
  "max-workers": optional(integer({ minimum: 1, maximum: 256 })),
  "pbs-entries-max": optional(integer({ minimum: 1 })),
} as const satisfies Fields;

const kept = () => optional(integer({ minimum: 0 }));

/** How many backups of each period outlive a pruning. */
export const retention = {
  "keep-all": optional(boolean()),
  "keep-last": kept(),
  "keep-hourly": kept(),
  "keep-daily": kept(),
  "keep-weekly": kept(),
  "keep-monthly": kept(),
  "keep-yearly": kept(),
} as const satisfies Fields;

export const backupOptions = {
  all: optional(boolean()),
  bwlimit: optional(integer({ minimum: 0 })),
  compress: optional(choice("0", "1", "gzip", "lzo", "zstd")),
  dumpdir: optional(string()),
  exclude: optional(formatted("pve-vmid-list")),
  "exclude-path": optional(list(string())),
  fleecing: optional(keyed(fleecing)),
  ionice: optional(integer({ minimum: 0, maximum: 8 })),
  lockwait: optional(integer({ minimum: 0 })),
  mailnotification: optional(choice("always", "failure")),
  mailto: optional(formatted("email-or-username-list")),
  maxfiles: optional(integer({ minimum: 1 })),
  mode: optional(choice("snapshot", "suspend", "stop")),
  node: optional(formatted("pve-node")),
  "notes-template": { ...optional(string({ maxLength: 1024 })), requires: "storage" },
  "notification-mode": optional(choice("auto", "legacy-sendmail", "notification-system")),
  "pbs-change-detection-mode": optional(choice("legacy", "data", "metadata")),
  performance: optional(keyed(performance)),
  pigz: optional(integer()),
  pool: optional(string()),
  protected: { ...optional(boolean()), requires: "storage" },
  "prune-backups": optional(keyed(retention)),
  quiet: optional(boolean()),
  remove: optional(boolean()),
  script: optional(string()),
  stdexcludes: optional(boolean()),
  stop: optional(boolean()),
  stopwait: optional(integer({ minimum: 0 })),
  storage: optional(formatted("pve-storage-id")),
  tmpdir: optional(string()),
  vmid: optional(formatted("pve-vmid-list")),
  zstd: optional(integer()),
} as const satisfies Fields;

/** Options whose property string the API gives back as an object. */
export const objectOptions: Readonly<Record<string, Fields>> = {
  fleecing,
  performance,
  "prune-backups": retention,
};
