/** A container and those it waits for. */
export interface Waiting {
  readonly name: string;
  readonly after: readonly string[];
}

/**
 * Place of each container in the order in which a node starts them: one behind the last of those it waits for. What
 * waits for nothing is 1, so an unrelated container never moves another. Containers on a ring, and those behind one,
 * have no place.
 */
export function startupOrder(containers: readonly Waiting[]): ReadonlyMap<string, number> {
  const known = new Map(containers.map((container) => [container.name, container]));
  const order = new Map<string, number>();
  let left = [...known.values()];
  for (let place = 1; left.length > 0; place += 1) {
    const ready = left.filter(({ after }) => after.every((name) => !known.has(name) || order.has(name)));
    if (ready.length === 0) break;
    for (const { name } of ready) order.set(name, place);
    left = left.filter(({ name }) => !order.has(name));
  }
  return order;
}

/** Each ring of containers that wait for each other, once, beginning with its first name: `a → b → a`. */
export function rings(containers: readonly Waiting[]): readonly (readonly string[])[] {
  const order = startupOrder(containers);
  const stuck = new Map(containers.filter(({ name }) => !order.has(name)).map((one) => [one.name, one]));
  const found = new Map<string, readonly string[]>();
  for (const start of [...stuck.keys()].sort()) {
    const ring = ringFrom(start, stuck);
    const members = [...(ring ?? [])].sort().join(" ");
    if (ring && !found.has(members)) found.set(members, ring);
  }
  return [...found.values()];
}

/** The shortest way from a container back to itself. */
function ringFrom(start: string, among: ReadonlyMap<string, Waiting>): readonly string[] | undefined {
  const ways: string[][] = [[start]];
  const seen = new Set<string>();
  for (const way of ways) {
    for (const next of among.get(way.at(-1) ?? "")?.after ?? []) {
      if (next === start) return way;
      if (!among.has(next) || seen.has(next)) continue;
      seen.add(next);
      ways.push([...way, next]);
    }
  }
  return undefined;
}
