import type { Taker } from "./capacity.ts";

/** Who would have to give where more is promised than there is. Bytes. */
export interface GiveWay {
  /** What is promised beyond what there is. */
  readonly excess: number;
  /** Any one of these would be enough by itself; the largest first. Empty where none is. */
  readonly oneOf: readonly string[];
  /** The fewest that are enough together, the largest first; empty where one alone is. */
  readonly together: readonly string[];
}

/** @returns undefined where all has room */
export function giveWay(
  usable: number,
  { taken, takers }: { taken: number; takers: readonly Taker[] },
): GiveWay | undefined {
  const excess = taken - usable;
  if (excess <= 0) return undefined;
  const largestFirst = [...takers].sort((a, b) => b.bytes - a.bytes);
  const oneOf = largestFirst.filter(({ bytes }) => bytes >= excess).map(nameOf);
  if (oneOf.length > 0) return { excess, oneOf, together: [] };
  const together: string[] = [];
  let left = excess;
  for (const taker of largestFirst) {
    if (left <= 0) break;
    together.push(nameOf(taker));
    left -= taker.bytes;
  }
  return { excess, oneOf, together };
}

/** A guest may take by its root and by its data: the latter is told by its path. */
function nameOf({ name, data }: Taker): string {
  return data === undefined ? name : `${name} (${data})`;
}
