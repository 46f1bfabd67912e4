/** Which backups of a guest outlive a pruning. Source: prune_mark_backup_group of PVE::Storage and prune_backups of PVE::Storage::Plugin. */
import { retention } from "../backup/options.ts";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { parseProperties } from "../schema/property-string.ts";
import { freeVolume } from "./images.ts";
import { backupType, volumesOn } from "./listing.ts";
import type { Storage, Volume } from "./slices.ts";

/** How many backups of each period are kept; of none where all are. */
export type Retention = Readonly<Partial<Record<keyof typeof periods, number>>>;
export type Mark = "keep" | "remove" | "protected" | "renamed";

export interface PruneEntry {
  readonly volid: string;
  /** Seconds since 1970. */
  readonly ctime: number;
  readonly mark: Mark;
  readonly type: string;
  readonly vmid?: number;
}

const part = (seconds: number, length: number) => new Date(seconds * 1000).toISOString().slice(0, length);

/** What a period is called; backups of one period bear the same name. From the shortest on, as they are gone through. */
const periods = {
  "keep-last": (seconds: number) => String(seconds),
  "keep-hourly": (seconds: number) => part(seconds, 13),
  "keep-daily": (seconds: number) => part(seconds, 10),
  "keep-weekly": isoWeek,
  "keep-monthly": (seconds: number) => part(seconds, 7),
  "keep-yearly": (seconds: number) => part(seconds, 4),
} as const;

/** The week that a day's Thursday is in (ISO 8601). */
function isoWeek(seconds: number): string {
  const day = new Date(seconds * 1000);
  day.setUTCDate(day.getUTCDate() + 4 - (day.getUTCDay() || 7));
  const start = Date.UTC(day.getUTCFullYear(), 0, 1);
  return `${day.getUTCFullYear()}-${Math.ceil(((day.getTime() - start) / 86_400_000 + 1) / 7)}`;
}

/** `keep-last=3,keep-daily=7`; all are kept where it says nothing else. */
export function parseRetention(text: string): Retention {
  const { "keep-all": _, ...counts } = parseProperties(retention, text);
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => (count ?? 0) > 0));
}

/** Marks the backups of one guest. */
export function markGroup<T extends { readonly ctime: number; readonly mark?: Mark }>(
  group: readonly T[],
  keep: Retention,
): (T & { readonly mark: Mark })[] {
  const entries = [...group].sort((a, b) => b.ctime - a.ctime).map((entry) => ({ entry, mark: entry.mark }));
  if (Object.keys(keep).length === 0) return entries.map(({ entry, mark }) => ({ ...entry, mark: mark ?? "keep" }));
  for (const [name, period] of Object.entries(periods)) {
    const count = keep[name as keyof Retention] ?? 0;
    if (count === 0) continue;
    const before = new Set(entries.filter(({ mark }) => mark === "keep").map(({ entry }) => period(entry.ctime)));
    const now = new Set<string>();
    for (const candidate of entries) {
      const id = period(candidate.entry.ctime);
      if (candidate.mark !== undefined || before.has(id)) continue;
      if (now.has(id)) {
        candidate.mark = "remove";
        continue;
      }
      if (now.size >= count) break;
      now.add(id);
      candidate.mark = "keep";
    }
  }
  return entries.map(({ entry, mark }) => ({ ...entry, mark: mark ?? "remove" }));
}

export interface PruneRequest {
  readonly node: string;
  /** Default: what the storage says. */
  readonly keep?: Retention | undefined;
  readonly vmid?: number | undefined;
  readonly type?: string | undefined;
}

/** What would become of a storage's backups. @throws 500 when it keeps none, or nobody says how many */
export function pruneList(cluster: Cluster, storage: Storage, { node, keep, vmid, type }: PruneRequest): PruneEntry[] {
  if (!storage.content.includes("backup")) throw refusal(`storage '${storage.storage}' does not support backups`);
  const own = storage.options["prune-backups"];
  if (keep === undefined && own === undefined) {
    throw refusal(`no prune-backups options configured for storage '${storage.storage}'`);
  }
  const entries = volumesOn(cluster, storage, node, { content: "backup", vmid })
    .map((volume) => entryOf(storage, volume))
    .filter((entry) => type === undefined || entry.type === type);
  const groups = new Map<string, ReturnType<typeof entryOf>[]>();
  for (const entry of entries) {
    if (entry.mark === "renamed") continue;
    const name = `${entry.type}/${entry.vmid}`;
    groups.set(name, [...(groups.get(name) ?? []), entry]);
  }
  const marked = new Map(
    [...groups.values()].flatMap((group) =>
      markGroup(group, keep ?? parseRetention(String(own))).map((entry) => [entry.volid, entry] as const),
    ),
  );
  return entries.map((entry) => marked.get(entry.volid) ?? { ...entry, mark: entry.mark ?? "keep" });
}

const standardName =
  /:backup\/(?:vzdump-(?:lxc|openvz|qemu)-\d+-\d{4}(?:_\d\d){2}-\d\d(?:_\d\d){2}\.[a-z.]+[a-z0-9]*|(?:vm|ct)\/\d+\/[^/]+)$/;

function entryOf(storage: Storage, volume: Volume): Omit<PruneEntry, "mark"> & { readonly mark?: Mark } {
  const { volid, ctime, vmid } = volume;
  const mark = volume.protected ? "protected" : standardName.test(volid) ? undefined : "renamed";
  return {
    volid,
    ctime,
    type: backupType(storage, volume),
    ...(vmid !== undefined && { vmid }),
    ...(mark && { mark }),
  };
}

/** Removes what a list marks so. @returns how many */
export function pruneNow(cluster: Cluster, storage: Storage, node: string, list: readonly PruneEntry[]): number {
  const gone = new Set(list.filter(({ mark }) => mark === "remove").map(({ volid }) => volid));
  for (const volume of volumesOn(cluster, storage, node, { content: "backup" })) {
    if (gone.has(volume.volid)) freeVolume(cluster, volume);
  }
  return gone.size;
}
