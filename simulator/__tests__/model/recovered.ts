/** What a restart may change: what was under way has ended, and nothing else is different. */
import type { Guest } from "../../src/guests/guest.ts";
import type { Node } from "../../src/nodes/node.ts";
import type { Section } from "../../src/sections/section-file.ts";
import type { Mutation } from "../../src/store/state.ts";

/** Locks of guests that were not complete yet, and are therefore gone. */
const unfinished: ReadonlySet<unknown> = new Set(["create", "clone", "import"]);

type Records = Map<string, { readonly slice: string; readonly record: unknown }>;

const byKey = (records: readonly Mutation[]): Records =>
  new Map(records.map(([slice, key, record]) => [`${slice} ${key}`, { slice, record }]));

/** @throws Error that names each record that has no reason to differ */
export function demandRecovered(before: readonly Mutation[], after: readonly Mutation[]): void {
  const [old, now] = [byKey(before), byKey(after)];
  const gone = new Set(
    [...old.values()]
      .filter(({ slice, record }) => slice === "guests" && unfinished.has((record as Guest).config.lock))
      .map(({ record }) => (record as Guest).vmid),
  );
  const strange = [...new Set([...old.keys(), ...now.keys()])].filter((key) => {
    const { slice, record } = old.get(key) ?? { slice: "", record: undefined };
    if (JSON.stringify(record) === JSON.stringify(now.get(key)?.record)) return false;
    return !mayDiffer(slice, record, gone);
  });
  if (strange.length > 0) throw new Error(`changed by a restart: ${strange.join(", ")}`);
}

function mayDiffer(slice: string, record: unknown, gone: ReadonlySet<number>): boolean {
  switch (slice) {
    case "datacenter":
      return true;
    case "tasks":
      return (record as { running: boolean }).running;
    case "nodes":
      return (record as Node).restarting === true;
    case "replication.cfg":
      return (record as Section).settings.remove_job !== undefined;
    case "guests": {
      const { config, power } = record as Guest;
      return config.lock !== undefined || (power.status === "running" && !power.booted);
    }
    case "volumes":
      return gone.has((record as { vmid?: number }).vmid ?? 0);
    default:
      return false;
  }
}
