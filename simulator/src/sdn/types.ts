/** Entries of several types in one file, each with settings of its own. Source: PVE::SectionConfig, check_config. */
import { refusal } from "../kernel/error.ts";
import type { Settings } from "../sections/section-file.ts";

/** Settings of one type. */
export interface TypeRules {
  readonly required: readonly string[];
  readonly optional: readonly string[];
}

/** Settings of every type of one file. */
export type Types = Readonly<Record<string, TypeRules>>;

export const knownTo = ({ required, optional }: TypeRules): ReadonlySet<string> => new Set([...required, ...optional]);

/** @throws 500 for a setting of another type */
export function demandOwn(rules: TypeRules, settings: Settings): void {
  const known = knownTo(rules);
  const strange = Object.keys(settings).find((name) => !known.has(name));
  if (strange !== undefined) throw refusal(`unexpected property '${strange}'`);
}

/** @throws 500 for a setting of another type, or one that is missing */
export function demandComplete(rules: TypeRules, settings: Settings): void {
  demandOwn(rules, settings);
  const missing = rules.required.find((name) => settings[name] === undefined);
  if (missing !== undefined) throw refusal(`missing value for required option '${missing}'`);
}
