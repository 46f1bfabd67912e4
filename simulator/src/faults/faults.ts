/** Trouble on demand: the faults that are armed, how often each was met, and what it does when its turn comes. */
import type { Cluster } from "../cluster.ts";
import type { FaultName, GivenOf } from "./classes/index.ts";
import type { Condition, Moment, SshTrouble, TaskTrouble, Trouble } from "./fault-class.ts";
import { type FaultEvent, type Matcher, matcher, namesOf } from "./match.ts";
import { FaultError, type ReadFault, readFault } from "./read.ts";

/** What a fault may need of the program around the cluster. */
export interface Equipment {
  /** Shows another certificate from now on. @returns what shows the right one again */
  readonly changeCertificate: () => () => void;
}

/** A fault as it is listed. */
export interface ListedFault extends Readonly<Record<string, unknown>> {
  readonly id: number;
  readonly fault: string;
  /** How many matching events it has seen, and how many it has struck. */
  readonly seen: number;
  readonly struck: number;
  readonly state: "waiting" | "striking" | "over";
}

interface Armed extends ReadFault {
  readonly id: number;
  readonly matches: Matcher;
  /** First match that is struck, and the first after them that is not. */
  readonly from: number;
  readonly until: number;
  seen: number;
  struck: number;
  /** Ends a condition that holds. */
  undo: (() => void) | undefined;
  holds: boolean;
}

/** What is done about a request: the trouble it meets, and what is to be said of its answer. */
export interface Met {
  readonly trouble: Trouble;
  readonly answered: (data: unknown) => void;
}

export class Faults {
  readonly #armed = new Map<number, Armed>();
  #cluster: Cluster | undefined;
  #equipment: Equipment | undefined;
  #last = 0;

  /** The cluster that it troubles; before the first fault is armed. */
  attach(cluster: Cluster): void {
    this.#cluster = cluster;
  }

  equip(equipment: Equipment): void {
    this.#equipment = equipment;
  }

  get equipment(): Equipment {
    if (!this.#equipment) throw new Error("there is no server whose certificate could change");
    return this.#equipment;
  }

  /** Arms a fault; a condition without a request begins at once. @returns its id @throws FaultError */
  add(spec: unknown): number {
    const read = readFault(spec);
    const { class: known, trigger } = read;
    const usual = known.kind === "condition" ? known.usual?.(read.given) : undefined;
    const pattern = trigger.request ?? trigger.task ?? usual;
    const atOnce = known.kind === "condition" && pattern === undefined && trigger.user === undefined;
    const from = trigger.at ?? 1;
    const times = trigger.times ?? 1;
    this.#last += 1;
    const armed: Armed = {
      ...read,
      id: this.#last,
      matches: atOnce ? () => false : matcher(known.kind, pattern, trigger),
      from,
      until: times === 0 ? Number.POSITIVE_INFINITY : from + times,
      seen: 0,
      struck: 0,
      undo: undefined,
      holds: false,
    };
    if (atOnce) this.#begin(armed, known, {});
    this.#armed.set(armed.id, armed);
    this.#note(armed, "armed");
    return armed.id;
  }

  /** @returns whether there was one; what it had changed is as before */
  remove(id: number): boolean {
    const armed = this.#armed.get(id);
    if (!armed) return false;
    this.#end(armed);
    this.#armed.delete(id);
    this.#note(armed, "removed");
    return true;
  }

  clear(): void {
    for (const id of [...this.#armed.keys()]) this.remove(id);
  }

  list(): readonly ListedFault[] {
    return [...this.#armed.values()].map((armed) => ({
      id: armed.id,
      fault: armed.class.name,
      ...armed.given,
      ...armed.trigger,
      seen: armed.seen,
      struck: armed.struck,
      state: stateOf(armed),
    }));
  }

  /** Whether nothing is armed, as nearly always: nobody needs to be asked then. */
  get none(): boolean {
    return this.#armed.size === 0;
  }

  /** What the conditions of a class that hold now were told. */
  holding<N extends FaultName>(name: N): readonly GivenOf<N>[] {
    return [...this.#armed.values()]
      .filter((armed) => armed.holds && armed.class.name === name)
      .map((armed) => armed.given as GivenOf<N>);
  }

  /** A request has come. */
  async request(event: FaultEvent & { readonly on: "request" }): Promise<Met> {
    const later: (() => void)[] = [];
    let answer: unknown;
    let trouble: Trouble;
    for (const [armed, strikes] of this.#meet(event)) {
      const known = armed.class;
      if (known.kind === "request" && strikes) trouble ??= await known.strike(armed.given);
      if (known.kind !== "condition") continue;
      if (!strikes) this.#end(armed);
      else if (!armed.holds && this.#tryBegin(armed, known, {}) === "later") {
        later.push(() => this.#tryBegin(armed, known, { answer }));
      }
    }
    return {
      trouble,
      answered(data) {
        answer = data;
        for (const begin of later) begin();
      },
    };
  }

  /** A task begins. */
  task(event: FaultEvent & { readonly on: "task" }): readonly TaskTrouble[] {
    return this.#struck(event).flatMap(({ class: known, given }) =>
      known.kind === "task" ? [known.strike(given)] : [],
    );
  }

  /** Somebody connects over SSH. */
  ssh(event: FaultEvent & { readonly on: "ssh" }): SshTrouble | undefined {
    const [first] = this.#struck(event);
    return first?.class.kind === "ssh" ? first.class.strike(first.given) : undefined;
  }

  #struck(event: FaultEvent): readonly Armed[] {
    return [...this.#meet(event)].filter(([, strikes]) => strikes).map(([armed]) => armed);
  }

  /** Counts an event with every fault that it concerns. */
  *#meet(event: FaultEvent): Generator<readonly [Armed, boolean]> {
    for (const armed of [...this.#armed.values()]) {
      if (!armed.matches(event)) continue;
      armed.seen += 1;
      const strikes = armed.seen >= armed.from && armed.seen < armed.until;
      if (strikes) {
        armed.struck += 1;
        this.#note(armed, "struck", namesOf(event)[0]);
      }
      yield [armed, strikes];
    }
  }

  /** In the middle of a request a condition that cannot be is told in the journal; the request goes on. */
  #tryBegin(armed: Armed, known: Condition, moment: Moment): "begun" | "later" {
    try {
      return this.#begin(armed, known, moment);
    } catch (error) {
      if (!(error instanceof FaultError)) throw error;
      this.#note(armed, "impossible", error.message);
      return "begun";
    }
  }

  #begin(armed: Armed, known: Condition, moment: Moment): "begun" | "later" {
    const cluster = this.#cluster;
    if (!cluster) throw new Error("faults without a cluster");
    try {
      const undo = cluster.state.change(() => known.begin?.(cluster, armed.given, moment));
      if (undo === "later") return "later";
      armed.undo = undo;
      armed.holds = true;
      return "begun";
    } catch (error) {
      throw new FaultError(`fault ${known.name}: ${error instanceof Error ? error.message : error}`);
    }
  }

  #end(armed: Armed): void {
    if (!armed.holds) return;
    armed.holds = false;
    this.#cluster?.state.change(() => armed.undo?.());
    armed.undo = undefined;
    this.#note(armed, "ended");
  }

  #note(armed: Armed, event: string, about?: string): void {
    this.#cluster?.journal.note({
      fault: armed.id,
      class: armed.class.name,
      event,
      ...(about !== undefined && { about }),
    });
  }
}

function stateOf({ class: { kind }, holds, seen, struck, until }: Armed): ListedFault["state"] {
  if (kind === "condition") return holds ? "striking" : struck > 0 ? "over" : "waiting";
  return seen + 1 >= until ? "over" : struck > 0 ? "striking" : "waiting";
}
