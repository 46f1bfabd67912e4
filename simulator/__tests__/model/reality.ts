/** A simulator that lives through the commands: asked over HTTPS, stopped and started again, its time moved by hand. */
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { jest } from "@jest/globals";
import type { JournalLine } from "../../src/index.ts";
import { type Simulator, startSimulator } from "../../src/index.ts";
import { tasks } from "../../src/tasks/tasks.ts";
import { Api, type Reply } from "../api.ts";
import { lab } from "./lab.ts";
import { Mirror } from "./mirror.ts";

export interface Ask {
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly path: string;
  readonly fields?: Readonly<Record<string, string | number>>;
}

const day = 86_400;

export class Reality {
  readonly #root = mkdtempSync(join(tmpdir(), "model-"));
  readonly #seed: string;
  /** Lines of simulators before this one. */
  readonly #earlier: JournalLine[] = [];
  #life = 0;
  #simulator!: Simulator;
  #mirror!: Mirror;
  api!: Api;
  /** Faults that make a task hang until it is stopped. */
  hanging = 0;

  private constructor(seed: string) {
    this.#seed = seed;
  }

  /** Timers of the simulator's clock run by `pass` alone: tasks stay half done for as long as a command wants. */
  static async begin(seed: string): Promise<Reality> {
    jest.useFakeTimers({
      doNotFake: [
        "Date",
        "hrtime",
        "nextTick",
        "performance",
        "queueMicrotask",
        "setImmediate",
        "clearImmediate",
        "setInterval",
        "clearInterval",
      ],
    });
    const reality = new Reality(seed);
    await reality.#start();
    return reality;
  }

  get cluster() {
    return this.#simulator.cluster;
  }

  get mirror(): Mirror {
    return this.#mirror;
  }

  get journal(): readonly JournalLine[] {
    return [...this.#earlier, ...this.#simulator.journal.lines];
  }

  fault(fault: Exclude<Parameters<Simulator["fault"]>[0], string>): void {
    this.#simulator.fault(fault);
    if (fault.fault === "task-hangs") this.hanging += 1;
  }

  ask({ method, path, fields = {} }: Ask): Promise<Reply> {
    if (method === "POST" || method === "PUT") return this.api.send(method, path, fields);
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(fields)) query.append(key, String(value));
    return this.api.send(method, query.size === 0 ? path : `${path}?${query}`);
  }

  /** Simulated seconds go by, and with them what tasks wait for. */
  async pass(seconds: number): Promise<void> {
    await jest.advanceTimersByTimeAsync(seconds * 1000);
  }

  /** Ends the simulator, in order or as a power cut does, and starts it on what it has left. */
  async restart(how: "end" | "cut"): Promise<void> {
    const before = this.#folder;
    this.#earlier.push(...this.#simulator.journal.lines);
    if (how === "end") await this.#stop();
    this.#life += 1;
    cpSync(before, this.#folder, { recursive: true });
    if (how === "cut") {
      rmSync(join(this.#folder, "lock"));
      await this.#stop();
    }
    rmSync(before, { recursive: true, force: true });
    await this.#start();
  }

  /** Lets everything come to its end; tasks that a fault made hang are stopped as a person would. */
  async settle(): Promise<void> {
    await this.pass(day);
    const left = this.running();
    if (left.length > this.hanging) throw new Error(`never end: ${left.join(" ")}`);
    this.cluster.faults.clear();
    for (const upid of left) {
      await this.ask({ method: "DELETE", path: `/nodes/${upid.split(":")[1]}/tasks/${encodeURIComponent(upid)}` });
    }
    await this.pass(day);
    if (this.running().length > 0) throw new Error(`cannot be stopped: ${this.running().join(" ")}`);
    this.hanging = 0;
  }

  running(): string[] {
    return this.cluster.state
      .table(tasks)
      .by("running", "yes")
      .map((task) => task.upid);
  }

  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.#root, { recursive: true, force: true });
    jest.useRealTimers();
  }

  get #folder(): string {
    return join(this.#root, `life-${this.#life}`);
  }

  async #start(): Promise<void> {
    this.#simulator = await startSimulator({ world: lab, timeScale: 1, seed: this.#seed, state: this.#folder });
    this.api = new Api(this.#simulator);
    this.#mirror = new Mirror(this.#folder);
    this.#mirror.follow();
  }

  async #stop(): Promise<void> {
    this.api.close();
    await this.#simulator.close();
  }
}
