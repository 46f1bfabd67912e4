/** The records of one slice in memory, with their indexes. */
import type { IndexKeys, Slice } from "./slice.ts";

/** Told of each change, so that it can be logged and undone. */
export type OnChange = (slice: string, key: string, before: unknown, after: unknown) => void;

const listed = (keys: IndexKeys): readonly (string | number)[] =>
  keys === undefined ? [] : typeof keys === "object" ? keys : [keys];

/** The keys that an index files under one value, and the sum of their amounts. */
interface Filed {
  readonly keys: Set<string>;
  total: number;
}

export class Table<T, Index extends string = string> {
  /** Grows with each change: what is derived from the table can be kept until it moves. */
  version = 0;
  readonly #records = new Map<string, T>();
  readonly #slice: Slice<T, Index>;
  readonly #indexes = new Map<string, Map<string, Filed>>();
  readonly #onChange: OnChange;

  constructor(slice: Slice<T, Index>, onChange: OnChange) {
    this.#slice = slice;
    this.#onChange = onChange;
    for (const name of Object.keys(slice.indexes)) this.#indexes.set(name, new Map());
  }

  get size(): number {
    return this.#records.size;
  }

  get(key: string | number): T | undefined {
    return this.#records.get(String(key));
  }

  has(key: string | number): boolean {
    return this.#records.has(String(key));
  }

  all(): IterableIterator<T> {
    return this.#records.values();
  }

  entries(): IterableIterator<[string, T]> {
    return this.#records.entries();
  }

  /** Records that an index files under a value, in the order they came. */
  by(index: Index, value: string | number): T[] {
    const keys = this.#indexes.get(index)?.get(String(value))?.keys;
    return keys ? [...keys].map((key) => this.#records.get(key) as T) : [];
  }

  /** Sum of the slice's amount over the records that an index files under a value. */
  total(index: Index, value: string | number): number {
    return this.#indexes.get(index)?.get(String(value))?.total ?? 0;
  }

  put(key: string | number, record: T): T {
    this.set(String(key), record);
    return record;
  }

  remove(key: string | number): void {
    if (this.has(key)) this.set(String(key), undefined);
  }

  /** Sets or removes a record; `quiet` when it comes from the log or from an undo. */
  set(key: string, record: T | undefined, quiet = false): void {
    const before = this.#records.get(key);
    if (before !== undefined) this.#file(key, before, false);
    if (record === undefined) {
      this.#records.delete(key);
    } else {
      this.#records.set(key, record);
      this.#file(key, record, true);
    }
    this.version += 1;
    if (!quiet) this.#onChange(this.#slice.name, key, before, record);
  }

  #file(key: string, record: T, add: boolean): void {
    const amount = this.#slice.amount?.(record) ?? 0;
    for (const [name, keysOf] of Object.entries(this.#slice.indexes) as [string, (record: T) => IndexKeys][]) {
      const index = this.#indexes.get(name) as Map<string, Filed>;
      for (const value of listed(keysOf(record))) {
        const under = index.get(String(value)) ?? { keys: new Set<string>(), total: 0 };
        if (add) under.keys.add(key);
        else under.keys.delete(key);
        under.total += add ? amount : -amount;
        if (under.keys.size > 0) index.set(String(value), under);
        else index.delete(String(value));
      }
    }
  }
}
