import { type Difference, differences, type Shown } from "./difference.ts";
import { first } from "./subject.ts";

type Values = Readonly<Record<string, unknown>>;

/**
 * What a container has where a block of it is not written. An import leaves such a block open, and the file of an adopted
 * container must as well (bpg/proxmox 0.111.1, the `dv…` of proxmoxtf/resource/container/container.go).
 */
const unwritten: Readonly<Record<string, Values>> = {
  cpu: { architecture: "amd64", cores: 1, limit: 0, units: 0 },
  memory: { dedicated: 512, swap: 0 },
};

/** Cores of a guest whose plan writes none. */
export const unwrittenCores = Number(unwritten.cpu?.cores);

/** MiB of memory of a guest whose plan writes none. */
export const unwrittenMemory = Number(unwritten.memory?.dedicated);

/** A block of a container that comes or goes, told by what changes in it; any other difference as it is. */
export function spelledOut(difference: Difference): readonly Difference[] {
  const { path, from, to } = difference;
  const values = unwritten[path];
  if (!values || !("value" in from) || !("value" in to)) return [difference];
  const [before, after] = [first(from.value), first(to.value)];
  const found = differences({
    actions: [],
    before: { [path]: [written(from, before, after, values)] },
    after: { [path]: [written(to, after, before, values)] },
  });
  return found.length > 0 ? found : [difference];
}

/** One side of it, as far as the other speaks of it where it says nothing itself. */
function written({ value }: Extract<Shown, { value: unknown }>, own: Values, other: Values, values: Values): Values {
  const empty = !Array.isArray(value) || value.length === 0;
  return empty ? Object.fromEntries(Object.entries(values).filter(([name]) => name in other)) : own;
}
