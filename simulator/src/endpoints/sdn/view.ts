/** The three ways to look at what is configured: as written, as it runs, and as one will become the other. */
import type { Cluster } from "../../cluster.ts";
import { boolean, optional } from "../../schema/schema.ts";
import { configured, type Entries, entriesOf, type Part, runningSections, staged } from "../../sdn/config.ts";
import { type Compared, pendingEntries } from "../../sdn/pending.ts";
import { fileDigest } from "../../sections/section-file.ts";

export const view = { pending: optional(boolean()), running: optional(boolean()) };

export interface View {
  readonly pending?: boolean | undefined;
  readonly running?: boolean | undefined;
}

/** Entries by name, as the view wants them. */
export function chosen(
  running: () => Entries,
  written: () => Entries,
  wanted: View,
): Readonly<Record<string, Compared>> {
  if (wanted.pending) return pendingEntries(running(), written());
  return wanted.running ? running() : written();
}

/** Entries of one file by name; the digest is that of what is written, and null in every other view. */
export function entriesSeen(cluster: Cluster, part: Part, wanted: View): readonly (readonly [string, Compared])[] {
  const running = () => entriesOf(runningSections(cluster, part));
  const written = () => entriesOf(configured(cluster, part));
  const digest = wanted.pending || wanted.running ? null : fileDigest(cluster, staged[part]);
  return Object.entries(chosen(running, written, wanted)).map(([id, entry]) => [id, { ...entry, digest }] as const);
}

/** A setting as it is, or as it will be. */
export const soon = (entry: Compared, name: string): unknown => entry[name] ?? entry.pending?.[name];
