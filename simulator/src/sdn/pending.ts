/** How what is written down differs from what runs. Source: PVE::Network::SDN, pending_config and encode_value. */
import type { Setting } from "../sections/section-file.ts";
import type { Entries, Entry } from "./config.ts";

/** An entry with what waits to be applied. */
export type Compared = Readonly<Record<string, unknown>> & {
  readonly state?: "new" | "changed" | "deleted";
  /** Settings that will be another, or `deleted`; present wherever `state` is, empty for an entry that will go. */
  readonly pending?: Readonly<Record<string, Setting>>;
};

/** Settings that tell what an entry is, and are never pending. */
const fixed: ReadonlySet<string> = new Set(["type", "vnet"]);

export function pendingEntries(running: Entries, written: Entries): Readonly<Record<string, Compared>> {
  const ids = [...new Set([...Object.keys(running), ...Object.keys(written)])].sort();
  return Object.fromEntries(ids.map((id) => [id, compared(running[id], written[id])]));
}

function compared(running: Entry | undefined, written: Entry | undefined): Compared {
  if (written === undefined) return { ...running, state: "deleted", pending: {} };
  const before = running ?? {};
  const set = Object.entries(written).filter(([name, value]) => !fixed.has(name) && !same(before[name], value));
  const gone = Object.keys(before).filter((name) => written[name] === undefined);
  const names = Object.entries(written).filter(([name]) => fixed.has(name));
  const differs = set.length > 0 || gone.length > 0 || names.some(([name, value]) => !same(before[name], value));
  return {
    ...running,
    ...Object.fromEntries(names),
    ...(differs && {
      state: running === undefined ? "new" : "changed",
      pending: { ...Object.fromEntries(gone.map((name) => [name, "deleted"])), ...Object.fromEntries(set) },
    }),
  };
}

/** Lists are the same in whatever order. */
const same = (a: Setting | undefined, b: Setting): boolean => a !== undefined && encoded(a) === encoded(b);

const encoded = (value: Setting): string => (typeof value === "object" ? [...value].sort().join(",") : String(value));
