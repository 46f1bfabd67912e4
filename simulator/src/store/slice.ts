/** A slice of the state: records of one kind, by key, with the indexes by which they are looked up. */

/** What an index files a record under; none, one or several values. */
export type IndexKeys = string | number | readonly (string | number)[] | undefined;

export interface Slice<T, Index extends string = string> {
  readonly name: string;
  readonly indexes: Readonly<Record<Index, (record: T) => IndexKeys>>;
  /** What of a record is summed up under each value of an index, so that a total costs no search. */
  readonly amount?: (record: T) => number;
}

/**
 * Declares a slice; a family of endpoints declares its own beside its code.
 * Records are plain JSON and never changed in place: `put` a new one.
 */
export function slice<T, Index extends string = never>(
  name: string,
  indexes: Readonly<Record<Index, (record: T) => IndexKeys>> = {} as Readonly<Record<Index, never>>,
  amount?: (record: T) => number,
): Slice<T, Index> {
  return { name, indexes, ...(amount && { amount }) };
}
