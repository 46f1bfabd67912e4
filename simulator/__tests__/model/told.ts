/** The model: what a client was told, by answers and by the ends of tasks, and therefore counts on. */
import { groups, roles, tokens, users } from "../../src/access/slices.ts";
import type { Cluster } from "../../src/cluster.ts";
import { guests } from "../../src/guests/guest.ts";
import { pools } from "../../src/pools/pool.ts";
import { storages } from "../../src/storage/slices.ts";
import type { Slice } from "../../src/store/slice.ts";
import { tasks } from "../../src/tasks/tasks.ts";

export interface Placed {
  readonly kind: "qemu" | "lxc";
  readonly node: string;
}

type Named = "pools" | "users" | "groups" | "roles" | "tokens" | "storages";

const named = { pools, users, groups, roles, tokens, storages } as const;

export class Told {
  guests = new Map<number, Placed>();
  readonly pools = new Set<string>();
  readonly users = new Set<string>();
  readonly groups = new Set<string>();
  readonly roles = new Set<string>();
  readonly tokens = new Set<string>();
  readonly storages = new Set<string>();
  /** Whether something was changed of which the model knows nothing; it then looks anew. */
  unsure = true;
  /** What is so once a task has ended well. */
  readonly #awaited = new Map<string, (told: Told) => void>();

  /** Where a guest is, or would be looked for. */
  placeOf(vmid: number): Placed {
    return this.guests.get(vmid) ?? { kind: "qemu", node: "pve" };
  }

  expect(upid: string, then: (told: Told) => void): void {
    this.#awaited.set(upid, then);
  }

  /**
   * Takes in the ends of tasks, and when nothing is under way compares itself with the cluster.
   * @returns what differs, as a list of sentences
   */
  compare(cluster: Cluster): string[] {
    for (const [upid, then] of this.#awaited) {
      const task = cluster.state.table(tasks).get(upid);
      if (task?.running) continue;
      this.#awaited.delete(upid);
      if (/^(OK|WARNINGS: \d+)$/.test(task?.exitstatus ?? "")) then(this);
    }
    if (cluster.state.table(tasks).by("running", "yes").length > 0) return [];
    if (this.unsure) {
      this.#look(cluster);
      return [];
    }
    return [
      ...this.#differing("guest", this.#guestLines(), guestLinesOf(cluster)),
      ...(Object.keys(named) as Named[]).flatMap((kind) =>
        this.#differing(kind, this[kind], new Set(keysOf(cluster, kind))),
      ),
    ];
  }

  #look(cluster: Cluster): void {
    this.guests = new Map(
      [...cluster.state.table(guests).all()].map(({ vmid, kind, node }) => [vmid, { kind, node }] as const),
    );
    for (const kind of Object.keys(named) as Named[]) {
      this[kind].clear();
      for (const key of keysOf(cluster, kind)) this[kind].add(key);
    }
    this.unsure = false;
  }

  #guestLines(): Set<string> {
    return new Set([...this.guests].map(([vmid, { kind, node }]) => `${kind}/${vmid} on ${node}`));
  }

  #differing(what: string, told: ReadonlySet<string>, found: ReadonlySet<string>): string[] {
    return [
      ...[...told].filter((name) => !found.has(name)).map((name) => `${what} ${name} was told to be there and is not`),
      ...[...found].filter((name) => !told.has(name)).map((name) => `${what} ${name} is there and nobody was told`),
    ];
  }
}

const guestLinesOf = (cluster: Cluster): Set<string> =>
  new Set([...cluster.state.table(guests).all()].map(({ vmid, kind, node }) => `${kind}/${vmid} on ${node}`));

const keysOf = (cluster: Cluster, kind: Named): string[] =>
  [...cluster.state.table(named[kind] as Slice<unknown, never>).entries()].map(([key]) => key);
