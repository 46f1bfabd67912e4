/**
 * All that the simulated cluster knows: tables of plain records, changed inside `change()` alone.
 * What one change did becomes one line of the log, so it is kept whole or not at all.
 */
import type { Slice } from "./slice.ts";
import { Table } from "./table.ts";

/** One record set (or removed, without a third element). */
export type Mutation = readonly [slice: string, key: string, record?: unknown];

/** Where changes are written before they are answered. */
export interface Log {
  append(mutations: readonly Mutation[]): void;
}

interface Undo {
  readonly slice: string;
  readonly key: string;
  readonly before: unknown;
}

export class State {
  readonly #tables = new Map<string, Table<unknown, string>>();
  /** Records loaded for slices that nothing has asked for yet. */
  readonly #unclaimed = new Map<string, Map<string, unknown>>();
  #log: Log | undefined;
  #pending: Mutation[] = [];
  #undo: Undo[] = [];
  #afterwards: (() => void)[] = [];
  #depth = 0;

  table<T, Index extends string>(slice: Slice<T, Index>): Table<T, Index> {
    const known = this.#tables.get(slice.name);
    if (known) return known as unknown as Table<T, Index>;
    const table = new Table<T, Index>(slice, (name, key, before, after) => this.#note(name, key, before, after));
    this.#tables.set(slice.name, table as unknown as Table<unknown, string>);
    for (const [key, record] of this.#unclaimed.get(slice.name) ?? []) table.set(key, record as T, true);
    this.#unclaimed.delete(slice.name);
    return table;
  }

  /** From now on every change is appended here. */
  logTo(log: Log): void {
    this.#log = log;
  }

  /**
   * Runs something that changes records. When it throws, all of it is undone; when it returns, it is in the log.
   * An inner change belongs to the outer one.
   */
  change<R>(work: () => R): R {
    this.#depth += 1;
    const mark = this.#undo.length;
    const later = this.#afterwards.length;
    try {
      const result = work();
      if (this.#depth === 1) this.#commit();
      return result;
    } catch (error) {
      this.#rollback(mark);
      this.#afterwards.length = later;
      throw error;
    } finally {
      this.#depth -= 1;
      if (this.#depth === 0) this.#settle();
    }
  }

  /** Does something that cannot be undone, such as removing a file, once the present change is in the log; never when it is undone. */
  afterwards(work: () => void): void {
    if (this.#depth === 0) work();
    else this.#afterwards.push(work);
  }

  /** Applies what was read from disk. */
  load(mutations: readonly Mutation[]): void {
    for (const [slice, key, record] of mutations) {
      const table = this.#tables.get(slice);
      if (table) {
        table.set(key, record, true);
        continue;
      }
      const waiting = this.#unclaimed.get(slice) ?? new Map<string, unknown>();
      if (record === undefined) waiting.delete(key);
      else waiting.set(key, record);
      this.#unclaimed.set(slice, waiting);
    }
  }

  /** Every record, for a snapshot. */
  *records(): Generator<Mutation> {
    for (const [slice, table] of this.#tables) for (const [key, record] of table.entries()) yield [slice, key, record];
    for (const [slice, waiting] of this.#unclaimed) for (const [key, record] of waiting) yield [slice, key, record];
  }

  #note(slice: string, key: string, before: unknown, after: unknown): void {
    if (this.#depth === 0) throw new Error(`state changed outside change(): ${slice} ${key}`);
    this.#undo.push({ slice, key, before });
    this.#pending.push(after === undefined ? [slice, key] : [slice, key, after]);
  }

  #commit(): void {
    if (this.#pending.length > 0) this.#log?.append(this.#pending);
  }

  /** Most of what is run changes nothing. */
  #settle(): void {
    if (this.#undo.length > 0) this.#undo = [];
    if (this.#pending.length > 0) this.#pending = [];
    if (this.#afterwards.length > 0) for (const work of this.#afterwards.splice(0)) work();
  }

  #rollback(mark: number): void {
    while (this.#undo.length > mark) {
      const { slice, key, before } = this.#undo.pop() as Undo;
      this.#tables.get(slice)?.set(key, before, true);
      this.#pending.pop();
    }
  }
}
