/**
 * Configuration files of named sections, such as jobs.cfg and mapping/pci.cfg.
 * Source: PVE::SectionConfig, whose rules and words these are.
 */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { splitList } from "../schema/formats.ts";
import { type Slice, slice } from "../store/slice.ts";

/** A setting as the file holds it: booleans are 1 and 0. */
export type Setting = string | number | readonly string[];
export type Settings = Readonly<Record<string, Setting>>;

export interface Section {
  readonly id: string;
  readonly type: string;
  readonly settings: Settings;
}

export type SectionFile = Slice<Section, never>;

/** Declares a file of sections. @param name below /etc/pve, such as `jobs.cfg` */
export const sectionFile = (name: string): SectionFile => slice<Section>(name);

/** SHA-1 of the whole file: it moves with a change to any section. */
export function fileDigest(cluster: Cluster, file: SectionFile): string {
  const sections = [...cluster.state.table(file).all()];
  return createHash("sha1").update(JSON.stringify(sections)).digest("hex");
}

/** @throws 500 when the file has changed since the caller read it */
export function demandUnchanged(cluster: Cluster, file: SectionFile, digest: string | undefined): void {
  if (digest !== undefined && digest !== fileDigest(cluster, file)) throw modified();
}

export const modified = () => refusal("detected modified configuration - file changed by other user? Try again.");

/** Checked parameters as a file keeps them; what was not given is left out. */
export function plainSettings(parameters: Readonly<Record<string, unknown>>): Settings {
  const given = Object.entries(parameters).filter(([, value]) => value !== undefined);
  return Object.fromEntries(
    given.map(([name, value]) => [name, typeof value === "boolean" ? Number(value) : (value as Setting)]),
  );
}

/** The same for a file of sections, where each setting is one line. @throws 500 for a line feed */
export function settingsOf(parameters: Readonly<Record<string, unknown>>): Settings {
  const settings = plainSettings(parameters);
  for (const value of Object.values(settings)) {
    if (typeof value === "string" && /[\n\r]/.test(value)) throw refusal("property contains a line feed");
  }
  return settings;
}

/**
 * What is there when the file is read again: an empty setting is written, but the line without a value says nothing.
 * Source: PVE::SectionConfig, parse_config ("got undefined value").
 */
export function readBack<T>(settings: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== ""));
}

export interface Change {
  readonly set: Settings;
  /** List of names to remove. */
  readonly remove?: string | readonly string[] | undefined;
  /** Every setting that such a section may have. */
  readonly known: ReadonlySet<string>;
  /** Those it must have. */
  readonly required?: readonly string[];
}

/** @throws 500 when a required setting would go, or one would be set and removed at once */
export function changedSettings(before: Settings, { set, remove = "", known, required = [] }: Change): Settings {
  const gone = new Set(typeof remove === "string" ? splitList(remove) : remove);
  for (const name of gone) {
    if (!known.has(name)) throw refusal(`no such option '${name}'`);
    if (required.includes(name)) throw refusal(`unable to delete required option '${name}'`);
    if (set[name] !== undefined) throw refusal(`cannot set and delete property '${name}' at the same time!`);
  }
  return readBack({ ...Object.fromEntries(Object.entries(before).filter(([name]) => !gone.has(name))), ...set });
}
