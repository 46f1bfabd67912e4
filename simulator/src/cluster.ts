/** One simulated Proxmox cluster: its state and the machinery that changes it. Everything an endpoint touches is here. */

import { Faults } from "./faults/faults.ts";
import { Clock } from "./kernel/clock.ts";
import { Journal } from "./kernel/journal.ts";
import { Random } from "./kernel/random.ts";
import { Bytes } from "./storage/bytes.ts";
import { slice } from "./store/slice.ts";
import type { State } from "./store/state.ts";
import { Tasks } from "./tasks/tasks.ts";

export interface ClusterOptions {
  /** Same seed, same calls: same ids and same journal. Without one every run differs. */
  readonly seed?: string;
  /** Real seconds a simulated second of work takes. Default 1. */
  readonly timeScale?: number;
  /** File of the journal. */
  readonly journal?: string;
  /** Where bytes that clients give are kept. */
  readonly bytesFolder: string;
}

/** Facts about the cluster as a whole. */
export interface Datacenter {
  readonly name: string;
  /** How often a simulator was started on this state. */
  readonly starts: number;
  /** Key with which tickets are signed. */
  readonly secret: string;
}

export const datacenter = slice<Datacenter>("datacenter");

export interface Cluster {
  readonly state: State;
  readonly clock: Clock;
  readonly random: Random;
  readonly tasks: Tasks;
  readonly faults: Faults;
  readonly journal: Journal;
  readonly bytes: Bytes;
}

/** Puts the machinery around a state that is empty or was read from disk. */
export function createCluster(state: State, { seed, timeScale = 1, journal, bytesFolder }: ClusterOptions): Cluster {
  const starts = (state.table(datacenter).get("facts")?.starts ?? 0) + 1;
  const clock = new Clock({ timeScale, seeded: seed !== undefined });
  const random = new Random(seed === undefined ? `${process.hrtime.bigint()} ${Math.random()}` : `${seed} ${starts}`);
  const faults = new Faults();
  const tasks = new Tasks(state, clock, random, faults);
  const cluster: Cluster = {
    state,
    clock,
    random,
    tasks,
    faults,
    journal: new Journal(() => clock.now(), journal),
    bytes: new Bytes(bytesFolder),
  };
  faults.attach(cluster);
  return cluster;
}

/** Cluster-wide facts, once the world is planted. */
export function factsOf(cluster: Cluster): Datacenter {
  const facts = cluster.state.table(datacenter).get("facts");
  if (!facts) throw new Error("the cluster has no facts yet");
  return facts;
}
