/** What follows from a record alone. */

/**
 * Works something out of a record when it is first asked for: records are never changed in place, so it holds for as long as
 * the record does.
 */
export function derived<R extends object, T>(work: (record: R) => T): (record: R) => T {
  const known = new WeakMap<R, T>();
  return (record) => {
    const before = known.get(record);
    if (before !== undefined) return before;
    const value = work(record);
    known.set(record, value);
    return value;
  };
}
