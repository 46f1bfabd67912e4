/** What a backup run is told, with what holds where nothing is said. Source: `$confdesc` of PVE::VZDump::Common, read_vzdump_defaults of PVE::VZDump. */
import { splitList } from "../schema/formats.ts";
import { parseRetention, type Retention } from "../storage/prune.ts";

/** Checked parameters of the request. */
export type Given = Readonly<Record<string, unknown>>;

export interface BackupSettings {
  readonly mode: "snapshot" | "suspend" | "stop";
  /** `""` for none. */
  readonly compression: "" | "gz" | "lzo" | "zst";
  readonly storage: string;
  /** What is pruned by; undefined where neither the request nor the storage says. */
  readonly keep: Retention | undefined;
  /** Whether older backups are pruned. */
  readonly remove: boolean;
  readonly notesTemplate: string | undefined;
  readonly protect: boolean;
  readonly all: boolean;
  /** KiB a second; 0 for no limit. */
  readonly bandwidth: number;
  readonly ionice: number;
  /** Minutes. */
  readonly stopWait: number;
  readonly lockWait: number;
  /** As on a shell's line, for the log. */
  readonly commandLine: string;
}

const compressions = { "0": "", "1": "lzo", lzo: "lzo", gzip: "gz", zstd: "zst" } as const;

/** What a node says when nobody sets anything: it has no /etc/vzdump.conf of its own. */
export const defaults = {
  all: 0,
  bwlimit: 0,
  compress: "0",
  ionice: 7,
  lockwait: 180,
  mailnotification: "always",
  mode: "snapshot",
  "notification-mode": "auto",
  pigz: 0,
  "prune-backups": "keep-all=1",
  quiet: 0,
  remove: 1,
  stdexcludes: 1,
  stop: 0,
  stopwait: 10,
  zstd: 1,
  performance: { "max-workers": 16, "pbs-entries-max": 1_048_576 },
  fleecing: { enabled: 0 },
} as const;

export function settingsOf(given: Given): BackupSettings {
  const keep = given["prune-backups"];
  return {
    mode: (given.mode as BackupSettings["mode"] | undefined) ?? defaults.mode,
    compression: compressions[(given.compress as keyof typeof compressions | undefined) ?? "0"],
    storage: String(given.storage ?? "local"),
    keep: keep === undefined ? undefined : parseRetention(String(keep)),
    remove: given.remove !== false,
    notesTemplate: given["notes-template"] as string | undefined,
    protect: given.protected === true,
    all: Boolean(given.all),
    bandwidth: Number(given.bwlimit ?? defaults.bwlimit),
    ionice: Number(given.ionice ?? defaults.ionice),
    stopWait: Number(given.stopwait ?? defaults.stopwait),
    lockWait: Number(given.lockwait ?? defaults.lockwait),
    commandLine: commandLine(given),
  };
}

const unsaid: ReadonlySet<string> = new Set(["vmid", "stdout", "job-id", "node"]);

function commandLine({ vmid, ...given }: Given): string {
  const words = vmid === undefined ? [] : splitList(String(vmid));
  for (const [name, value] of Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (unsaid.has(name) || value === undefined || value === "") continue;
    for (const item of Array.isArray(value) ? value : [value]) {
      words.push(`--${name}`, quoted(typeof item === "boolean" ? String(Number(item)) : String(item)));
    }
  }
  return ["vzdump", ...words].join(" ");
}

const quoted = (text: string): string => (/^[\w.,:/@=+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`);
