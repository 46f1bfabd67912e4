import { MiB } from "../bytes.ts";
import type { Lab } from "../lab.ts";
import type { ResourceChangeJson } from "./plan-json.ts";
import { first, guestTypes, valuesOf } from "./subject.ts";
import { unwrittenMemory } from "./unwritten.ts";

/** Memory promised to guests of a node, bytes, before and after a plan. */
export interface NodeMemory {
  readonly node: string;
  readonly before: number;
  readonly after: number;
  /** What the node has for guests: all of it less the host's reserve and the ZFS cache. */
  readonly usable: number;
}

/** The nodes on which a plan changes what is promised. Guests that the plan does not touch count as their files say. */
export function memoryPromised(changes: readonly ResourceChangeJson[], lab: Lab): NodeMemory[] {
  const touched = changes.filter((change) => change.type in guestTypes && change.deposed === undefined);
  const ids = new Set(touched.flatMap(({ change }) => [idOf(change.before), idOf(change.after)]));
  return lab.nodes.flatMap((node) => {
    const others = lab.guests
      .filter((guest) => guest.node.name === node.name && !ids.has(guest.id))
      .reduce((sum, guest) => sum + guest.memory, 0);
    const promised = (when: "before" | "after") =>
      touched.reduce((sum, { change }) => sum + memoryOn(node.name, change[when]), others);
    const [before, after] = [promised("before"), promised("after")];
    const usable = node.memory.total - node.memory.reserve - node.memory.arc;
    return before === after ? [] : [{ node: node.name, before, after, usable }];
  });
}

function idOf(value: unknown): number | undefined {
  const id = valuesOf(value)?.vm_id;
  return typeof id === "number" ? id : undefined;
}

function memoryOn(node: string, value: unknown): number {
  const values = valuesOf(value);
  // A template never runs.
  if (values?.node_name !== node || values.template === true) return 0;
  return Number(first(values.memory).dedicated ?? unwrittenMemory) * MiB;
}
