/** What a simulator would find, were it ended now: its folder on disk, followed as it grows. */
import { closeSync, fstatSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { join } from "node:path";
import type { Mutation } from "../../src/store/state.ts";

export class Mirror {
  /** Each record as JSON, by slice and key. */
  readonly records = new Map<string, string>();
  readonly #folder: string;
  #generation = -1;
  #read = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Reads what was written since the last look. */
  follow(): void {
    const generation = this.#present();
    if (generation !== this.#generation) this.#begin(generation);
    const file = openSync(join(this.#folder, `log-${generation}.jsonl`), "r");
    const rest = Buffer.alloc(fstatSync(file).size - this.#read);
    readSync(file, rest, 0, rest.length, this.#read);
    closeSync(file);
    this.#read += rest.length;
    for (const line of rest.toString("utf8").split("\n").slice(0, -1)) this.#apply(JSON.parse(line) as Mutation[]);
  }

  #present(): number {
    const log = readdirSync(this.#folder).find((name) => name.startsWith("log-"));
    return Number(/\d+/.exec(log ?? "")?.[0]);
  }

  #begin(generation: number): void {
    this.records.clear();
    this.#generation = generation;
    this.#read = 0;
    if (!readdirSync(this.#folder).includes("snapshot.json")) return;
    const snapshot = JSON.parse(readFileSync(join(this.#folder, "snapshot.json"), "utf8"));
    this.#apply(snapshot.records as Mutation[]);
  }

  #apply(mutations: readonly Mutation[]): void {
    for (const [slice, key, record] of mutations) {
      if (record === undefined) this.records.delete(`${slice} ${key}`);
      else this.records.set(`${slice} ${key}`, JSON.stringify(record));
    }
  }
}
