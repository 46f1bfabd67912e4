/** The workers: each runs a generator step by step, and leaves a task that can be listed, read and stopped. */

import type { Faults } from "../faults/faults.ts";
import type { Clock } from "../kernel/clock.ts";
import type { Random } from "../kernel/random.ts";
import { slice } from "../store/slice.ts";
import type { State } from "../store/state.ts";
import { printUpid, type UpidParts } from "./upid.ts";
import type { Step, Work } from "./work.ts";

export interface Task extends UpidParts {
  readonly upid: string;
  readonly running: boolean;
  /** `OK`, `WARNINGS: n` or why it failed; absent while it runs. */
  readonly exitstatus?: string;
  readonly endtime?: number;
  readonly log: readonly string[];
}

/** Finished tasks that are remembered; a node of Proxmox keeps about as many. */
const remembered = 5_000;

export const tasks = slice<Task, "node" | "running">("tasks", {
  node: (task) => task.node,
  running: (task) => (task.running ? "yes" : undefined),
});

type Follower = (line: string | undefined) => void;

export type TaskStart = Pick<UpidParts, "node" | "type" | "id" | "user">;

interface Worker {
  readonly upid: string;
  readonly work: Work<unknown>;
  readonly log: string[];
  warnings: number;
  /** Told of each line and, without one, of the end. */
  readonly followers: Follower[];
  /** Ends the waiting of the present step. */
  wake: ((error: Error) => void) | undefined;
}

export class Tasks {
  readonly #state: State;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #faults: Faults;
  readonly #workers = new Map<string, Worker>();
  #closed = false;
  #pid: number;

  constructor(state: State, clock: Clock, random: Random, faults: Faults) {
    this.#state = state;
    this.#clock = clock;
    this.#random = random;
    this.#faults = faults;
    this.#pid = 1_000 + random.below(60_000);
  }

  /** Makes the task; inside a change. `begin` then lets it run. @param first the step that made it a task */
  fork(start: TaskStart, bootedAt: number, work: Work<unknown>): string {
    this.#pid += 1 + this.#random.below(7);
    const starttime = this.#clock.seconds();
    const pstart = Math.max(0, Math.floor(this.#clock.now() / 10) - bootedAt * 100);
    const parts = { ...start, pid: this.#pid, pstart, starttime };
    const upid = printUpid(parts);
    this.#state.table(tasks).put(upid, { ...parts, upid, running: true, log: [] });
    this.#workers.set(upid, { upid, work, log: [], warnings: 0, followers: [], wake: undefined });
    this.#forgetOldest();
    return upid;
  }

  /** Runs a forked task from its first step on; comes back when the task waits or has ended. */
  begin(upid: string, first: Step): void {
    const worker = this.#workers.get(upid);
    const task = this.#state.table(tasks).get(upid);
    if (!worker || !task) return;
    for (const effect of this.#faults.task({ on: "task", type: task.type, id: task.id, user: () => task.user })) {
      if ("hang" in effect) {
        this.#wait(worker);
        return;
      }
      if ("fail" in effect) {
        this.#resume(worker, () => worker.work.throw(new Error(effect.fail)));
        return;
      }
      this.#log(worker, { log: `WARN: ${effect.warn}`, warning: true });
    }
    this.#take(worker, first);
  }

  /** Work in the background that is no task, such as a machine that boots. */
  background(work: Work<unknown>): void {
    const worker: Worker = { upid: "", work, log: [], warnings: 0, followers: [], wake: undefined };
    this.#resume(worker, () => worker.work.next());
  }

  /** Interrupts a running task; what it holds is given back as after any failure. */
  stop(upid: string): void {
    this.#workers.get(upid)?.wake?.(new Error("received interrupt"));
  }

  /** The simulator ends: what is under way goes no further, also where it waits for something real. */
  close(): void {
    this.#closed = true;
  }

  /** The log of a task, also of one that still runs. */
  logOf(upid: string): readonly string[] {
    return this.#workers.get(upid)?.log ?? this.#state.table(tasks).get(upid)?.log ?? [];
  }

  /** Hands over the log of a task, what is there and what comes. @returns the task once it has ended */
  follow(upid: string, take: (line: string) => void): Promise<Task> {
    for (const line of this.logOf(upid)) take(line);
    return new Promise((resolve, reject) => {
      const end = () => {
        const task = this.#state.table(tasks).get(upid);
        if (task) resolve(task);
        else reject(new Error(`no such task '${upid}'`));
      };
      const worker = this.#workers.get(upid);
      if (!worker) end();
      else worker.followers.push((line) => (line === undefined ? end() : take(line)));
    });
  }

  /** Tasks that ran when the simulator was ended, as a node finds them after a power cut. */
  endInterrupted(): void {
    for (const task of this.#state.table(tasks).by("running", "yes")) {
      this.#state.table(tasks).put(task.upid, {
        ...task,
        running: false,
        exitstatus: "unexpected status",
        endtime: this.#clock.seconds(),
      });
    }
  }

  #take(worker: Worker, step: Step): void {
    let next: Step | undefined = step;
    while (next) {
      if ("log" in next) {
        this.#log(worker, next);
        next = this.#step(worker, () => worker.work.next());
      } else if ("seconds" in next && this.#clock.instant) {
        this.#clock.skip(next.seconds);
        next = this.#step(worker, () => worker.work.next());
      } else {
        this.#await(worker, next);
        return;
      }
    }
  }

  #await(worker: Worker, step: Exclude<Step, { log: string }>): void {
    const callOff =
      "seconds" in step ? this.#clock.after(step.seconds, () => settled(() => worker.work.next())) : undefined;
    const settled = (go: () => IteratorResult<Step, unknown>): void => {
      if (worker.wake === undefined) return;
      worker.wake = undefined;
      this.#resume(worker, go);
    };
    worker.wake = (error) => {
      callOff?.();
      settled(() => worker.work.throw(error));
    };
    if ("until" in step) {
      step.until.then(
        (result) => settled(() => worker.work.next(result)),
        (error: unknown) => settled(() => worker.work.throw(error)),
      );
    }
  }

  /** Hangs until it is stopped. */
  #wait(worker: Worker): void {
    worker.wake = (error) => {
      worker.wake = undefined;
      this.#resume(worker, () => worker.work.throw(error));
    };
  }

  #resume(worker: Worker, go: () => IteratorResult<Step, unknown>): void {
    if (this.#closed) return;
    const step = this.#step(worker, go);
    if (step) this.#take(worker, step);
  }

  /** One stretch between two steps is one change; what a failing task did up to its end stays, as on a host. */
  #step(worker: Worker, go: () => IteratorResult<Step, unknown>): Step | undefined {
    return this.#state.change(() => {
      try {
        const result = go();
        if (!result.done) return result.value;
        this.#end(worker, worker.warnings > 0 ? `WARNINGS: ${worker.warnings}` : "OK");
      } catch (error) {
        if (isFaultOfOurs(error)) console.error(error);
        this.#end(worker, (error instanceof Error ? error.message : String(error)).trimEnd());
      }
      return undefined;
    });
  }

  #log(worker: Worker, line: { readonly log: string; readonly warning?: boolean }): void {
    this.#write(worker, line.log);
    if (line.warning) worker.warnings += 1;
  }

  #end(worker: Worker, exitstatus: string): void {
    if (worker.upid === "") return;
    const ok = exitstatus === "OK" || exitstatus.startsWith("WARNINGS: ");
    this.#write(worker, ok ? `TASK ${exitstatus}` : `TASK ERROR: ${exitstatus}`);
    this.#workers.delete(worker.upid);
    const task = this.#state.table(tasks).get(worker.upid);
    if (!task) return;
    this.#state.table(tasks).put(worker.upid, {
      ...task,
      running: false,
      exitstatus,
      endtime: this.#clock.seconds(),
      log: worker.log,
    });
    for (const tell of worker.followers) tell(undefined);
  }

  #write(worker: Worker, line: string): void {
    worker.log.push(line);
    for (const tell of worker.followers) tell(line);
  }

  #forgetOldest(): void {
    const table = this.#state.table(tasks);
    if (table.size <= remembered) return;
    for (const task of table.all()) {
      if (task.running) continue;
      table.remove(task.upid);
      return;
    }
  }
}

/** What a task may end with is a refusal; what the language itself throws is a mistake in this program, and is shown. */
function isFaultOfOurs(error: unknown): boolean {
  return [TypeError, ReferenceError, RangeError, SyntaxError].some((kind) => error instanceof kind);
}
