/** Sends bad requests to one simulator and judges each answer: status, shape, words, and that nothing has changed. */
import type { Simulator } from "../../src/index.ts";
import type { Api, Reply } from "../api.ts";

export interface BadRequest {
  readonly method: string;
  /** With its query, if it has one. */
  readonly path: string;
  readonly fields?: Readonly<Record<string, string>> | Buffer;
  readonly type?: string;
  /** What is wrong with it. */
  readonly how: string;
}

/** Says what is wrong with an answer, if anything. */
export type Verdict = (reply: Reply) => string | undefined;

const shape: ReadonlySet<string> = new Set(["status", "reason", "data", "message", "errors"]);
/** A file and a line of the program, or of what it stands on. */
const trace = /\n\s+at |\.(ts|mjs|js|pm):\d+/;

export class Court {
  readonly #simulator: Simulator;
  readonly #faults: string[] = [];
  #heard = 0;

  constructor(simulator: Simulator) {
    this.#simulator = simulator;
  }

  /** Requests that were judged. */
  get heard(): number {
    return this.#heard;
  }

  get faults(): readonly string[] {
    return this.#faults;
  }

  async hear(api: Api, { method, path, fields, type, how }: BadRequest, verdict: Verdict): Promise<void> {
    const before = this.#state();
    const reply = await this.#end(api, await api.send(method, path, fields, type));
    this.#heard += 1;
    const faults = [
      verdict(reply),
      reply.status < 400 ? `was answered ${reply.status}` : undefined,
      reply.data === null ? undefined : "the answer carries data",
      Object.keys(reply).every((key) => shape.has(key)) ? undefined : `has ${Object.keys(reply).join(", ")}`,
      trace.test(JSON.stringify(reply)) ? "tells of the program's inside" : undefined,
      before === this.#state() ? undefined : "the state has changed",
    ];
    for (const fault of faults.filter((text) => text !== undefined)) {
      const said = JSON.stringify({ ...reply, data: reply.data === null ? null : "…" }).slice(0, 300);
      this.#faults.push(`${method} ${path.slice(0, 200)} (${how}): ${fault}: ${said}`);
    }
  }

  /** Where Proxmox looks at a name in the task alone, the task's failure is the refusal. */
  async #end(api: Api, reply: Reply): Promise<Reply> {
    if (reply.status !== 200 || !String(reply.data).startsWith("UPID:")) return reply;
    const end = await api.ended(reply.data);
    return end === "OK" ? reply : { status: 500, reason: end, data: null, message: end };
  }

  /** All but the tasks: that one was begun and failed may be remembered. */
  #state(): string {
    const records = [...this.#simulator.cluster.state.records()];
    return JSON.stringify(records.filter(([slice]) => slice !== "tasks"));
  }
}

/** 400 in Proxmox's words, with a fault for the parameter. */
export const refusesParameter =
  (name: string, fault: RegExp): Verdict =>
  ({ status, reason, message, errors }) => {
    if (status !== 400) return `is no 400`;
    if (reason !== "Parameter verification failed." || message !== "Parameter verification failed.\n") {
      return `says '${message}'`;
    }
    const said = errors?.[name];
    return said !== undefined && fault.test(said) ? undefined : `says of ${name}: ${said}`;
  };

export const refuses =
  (status: number, text: RegExp): Verdict =>
  (reply) =>
    reply.status === status && text.test(reply.message ?? "") && text.test(reply.reason)
      ? undefined
      : `is no ${status} with ${text}`;
