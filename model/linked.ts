import type { GuestDraft } from "./draft.ts";
import type { Fault } from "./fault.ts";

/** What a persona's names stand for, and a fault for each name that stands for nothing. */
export interface Linked {
  readonly guest: GuestDraft;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** What only one kind of guest has. */
export interface LinkedPart {
  readonly guest: Partial<GuestDraft>;
  readonly faults: readonly Fault[];
  readonly placeholders?: readonly Fault[] | undefined;
}

/** The keys of a value that are there. */
export function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  const present = keys.filter((key) => value[key] !== undefined);
  return Object.fromEntries(present.map((key) => [key, value[key]])) as Pick<T, K>;
}
