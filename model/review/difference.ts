import { isDeepStrictEqual } from "node:util";
import type { ChangeJson } from "./plan-json.ts";

/** A value as a review may show it. */
export type Shown =
  | { readonly value: unknown }
  | { readonly hidden: "sensitive" }
  | { readonly hidden: "known after apply" };

/** One attribute that differs between before and after. */
export interface Difference {
  /** Path without the positions in lists, such as `memory.dedicated`. */
  readonly path: string;
  /** Path as the plan writes it, such as `["memory", 0, "dedicated"]`. */
  readonly at: readonly (string | number)[];
  readonly from: Shown;
  readonly to: Shown;
}

/** The same place in a change's values and in its marks. */
interface Place {
  readonly before: unknown;
  readonly after: unknown;
  readonly unknown: unknown;
  readonly beforeSensitive: unknown;
  readonly afterSensitive: unknown;
}

/** Every attribute that a change alters, one entry for each leaf, list of plain values, or block that comes or goes. */
export function differences(change: ChangeJson): Difference[] {
  return walk(
    {
      before: change.before,
      after: change.after,
      unknown: change.after_unknown,
      beforeSensitive: change.before_sensitive,
      afterSensitive: change.after_sensitive,
    },
    [],
  );
}

function walk(place: Place, at: readonly (string | number)[]): Difference[] {
  const { before, after, unknown } = place;
  const opaque = place.beforeSensitive === true || place.afterSensitive === true || unknown === true;
  if (!opaque && isBranch(before) && isBranch(after)) {
    return keys(before, after, unknown).flatMap((key) => walk(into(place, key), [...at, key]));
  }
  if (unknown !== true && isSame(before, after)) return [];
  return [
    {
      path: at.filter((step) => typeof step === "string").join("."),
      at,
      from: shown(before, place.beforeSensitive),
      to: unknown === true ? { hidden: "known after apply" } : shown(after, place.afterSensitive),
    },
  ];
}

/** The provider's SDK does not tell a value that was never set from an empty one, and neither does Proxmox. */
function isSame(before: unknown, after: unknown): boolean {
  return isDeepStrictEqual(before, after) || (isEmpty(before) && isEmpty(after) && (isUnset(before) || isUnset(after)));
}

function isUnset(value: unknown): boolean {
  return value === null || value === undefined;
}

function isEmpty(value: unknown): boolean {
  return (
    isUnset(value) || value === "" || value === 0 || value === false || (Array.isArray(value) && value.length === 0)
  );
}

/** An object or a list of objects; a list of plain values is one value to a reader. */
function isBranch(value: unknown): value is object {
  if (Array.isArray(value)) return value.length > 0 && value.every((item) => typeof item === "object" && item !== null);
  return typeof value === "object" && value !== null;
}

function keys(...values: unknown[]): (string | number)[] {
  const all = new Set<string | number>();
  for (const value of values) {
    if (Array.isArray(value)) for (const index of value.keys()) all.add(index);
    else if (typeof value === "object" && value !== null) for (const key of Object.keys(value)) all.add(key);
  }
  return [...all];
}

function into(place: Place, key: string | number): Place {
  return {
    before: child(place.before, key),
    after: child(place.after, key),
    unknown: child(place.unknown, key),
    beforeSensitive: child(place.beforeSensitive, key),
    afterSensitive: child(place.afterSensitive, key),
  };
}

function child(value: unknown, key: string | number): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return (value as Record<string | number, unknown>)[key];
}

/** A value that is sensitive itself, or holds something sensitive, is hidden as a whole. */
function shown(value: unknown, sensitive: unknown): Shown {
  return isMarked(sensitive) ? { hidden: "sensitive" } : { value };
}

/** A change with its sensitive values taken out, for whoever looks at the instance as a whole. */
export function withoutSecrets(change: ChangeJson): ChangeJson {
  return {
    ...change,
    before: visible(change.before, change.before_sensitive),
    after: visible(change.after, change.after_sensitive),
  };
}

function visible(value: unknown, marks: unknown): unknown {
  if (marks === true) return undefined;
  if (typeof value !== "object" || value === null || typeof marks !== "object" || marks === null) return value;
  if (Array.isArray(value)) return value.map((item, index) => visible(item, child(marks, index)));
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, visible(item, child(marks, key))]));
}

function isMarked(marks: unknown): boolean {
  if (typeof marks === "object" && marks !== null) return Object.values(marks).some(isMarked);
  return marks === true;
}
