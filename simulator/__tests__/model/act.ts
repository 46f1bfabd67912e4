/** A command of the model: something that a client does, and what it may count on afterwards. */
import type fc from "fast-check";
import type { Reply } from "../api.ts";
import { demandInvariants } from "./invariants.ts";
import type { Ask, Reality } from "./reality.ts";
import type { Told } from "./told.ts";

export type Act = fc.AsyncCommand<Told, Reality>;

/** Steps of all runs. */
export const walked = { steps: 0 };

abstract class Step implements Act {
  readonly #title: string;

  constructor(title: string) {
    this.#title = title;
  }

  check = (): boolean => true;

  async run(told: Told, reality: Reality): Promise<void> {
    walked.steps += 1;
    const reply = await this.act(told, reality);
    await demandInvariants(told, reality, reply);
  }

  abstract act(told: Told, reality: Reality): Promise<Reply | undefined>;

  toString = (): string => this.#title;
}

class Asking extends Step {
  readonly #ask: (told: Told, reality: Reality) => Ask;
  readonly #then: ((told: Told) => void) | undefined;

  constructor(ask: (told: Told, reality: Reality) => Ask, title: string, then: ((told: Told) => void) | undefined) {
    super(title);
    this.#ask = ask;
    this.#then = then;
  }

  async act(told: Told, reality: Reality): Promise<Reply> {
    const asked = this.#ask(told, reality);
    const reply = await reality.ask(asked);
    if (reply.status !== 200) return reply;
    const then = this.#then ?? unknown(asked);
    if (typeof reply.data === "string" && reply.data.startsWith("UPID:")) told.expect(reply.data, then);
    else then(told);
    return reply;
  }
}

/** Reading changes nothing; of anything else that is done the model knows nothing. */
const unknown =
  ({ method }: Ask) =>
  (told: Told): void => {
    if (method !== "GET") told.unsure = true;
  };

class Doing extends Step {
  readonly #does: (reality: Reality, told: Told) => Promise<unknown>;

  constructor(title: string, does: (reality: Reality, told: Told) => Promise<unknown>) {
    super(title);
    this.#does = does;
  }

  async act(told: Told, reality: Reality): Promise<undefined> {
    await this.#does(reality, told);
  }
}

/**
 * A request.
 * @param ask decided when its turn comes: by then a guest may live elsewhere
 * @param then what is so when it has gone well; without one the model looks for itself
 */
export const asks = (title: string, ask: (told: Told, reality: Reality) => Ask, then?: (told: Told) => void): Act =>
  new Asking(ask, title, then);

/** Anything else. */
export const does = (title: string, work: (reality: Reality, told: Told) => Promise<unknown>): Act =>
  new Doing(title, work);

/** Nothing that the model keeps has changed. */
export const nothing = (): void => {};
