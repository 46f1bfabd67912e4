/**
 * State on disk: a snapshot and an append-only log, in one folder.
 * A change is one line, written before it is answered; a kill at any moment leaves at most one half line, which was never answered.
 * Writes go to the operating system at once; they are not forced to the platter, so a power cut may cost the last moments.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { lockFolder } from "./folder-lock.ts";
import type { Log, Mutation, State } from "./state.ts";

/** Version of what stands in the folder; a newer one is refused, an older one would be brought up here. */
const formatVersion = 1;
/** The log is folded into a new snapshot when it passes this, and twice the snapshot, in bytes. */
const foldAt = 8 * 1024 * 1024;

/** A fault of the person who started the simulator: one line, exit code 1. */
export class StateError extends Error {
  readonly exitCode = 1;
}

interface Snapshot {
  readonly version: number;
  /** The log that continues this snapshot. */
  readonly log: number;
  readonly records: readonly Mutation[];
}

export class Disk implements Log {
  readonly #folder: string;
  readonly #state: State;
  readonly #unlock: () => void;
  #generation = 0;
  #file: number;
  #size = 0;
  #snapshotSize = 0;

  private constructor(folder: string, state: State, unlock: () => void) {
    this.#folder = folder;
    this.#state = state;
    this.#unlock = unlock;
    this.#file = -1;
  }

  /**
   * Reads the state of a folder (made when missing) and keeps every later change there.
   * @throws StateError when another simulator uses the folder, or its content is of a newer version
   */
  static open(folder: string, state: State): Disk {
    if (existsSync(folder) && !isFolder(folder))
      throw new StateError(`${folder}: is a file; give a folder for the state`);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const unlock = lockFolder(folder);
    const disk = new Disk(folder, state, unlock);
    try {
      disk.#load();
    } catch (error) {
      unlock();
      throw error;
    }
    state.logTo(disk);
    return disk;
  }

  append(mutations: readonly Mutation[]): void {
    const line = `${JSON.stringify(mutations)}\n`;
    this.#size += writeSync(this.#file, line);
    if (this.#size > Math.max(foldAt, 2 * this.#snapshotSize)) this.#fold();
  }

  close(): void {
    if (this.#file < 0) return;
    this.#fold();
    closeSync(this.#file);
    this.#file = -1;
    this.#unlock();
  }

  #path(name: string): string {
    return join(this.#folder, name);
  }

  #logPath(generation: number): string {
    return this.#path(`log-${generation}.jsonl`);
  }

  #load(): void {
    const snapshotPath = this.#path("snapshot.json");
    if (existsSync(snapshotPath)) {
      const text = readFileSync(snapshotPath, "utf8");
      const snapshot = JSON.parse(text) as Snapshot;
      if (snapshot.version > formatVersion) {
        throw new StateError(
          `${snapshotPath}: written by a newer simulator (format ${snapshot.version}, this one knows ${formatVersion}); use that one, or another folder`,
        );
      }
      this.#state.load(snapshot.records);
      this.#generation = snapshot.log;
      this.#snapshotSize = text.length;
    }
    this.#file = openSync(this.#logPath(this.#generation), "a+", 0o600);
    this.#replay();
  }

  #replay(): void {
    const path = this.#logPath(this.#generation);
    const bytes = readFileSync(path);
    const whole = bytes.lastIndexOf(0x0a) + 1;
    if (whole < bytes.length) ftruncateSync(this.#file, whole);
    const lines = bytes.subarray(0, whole).toString("utf8").split("\n");
    for (const [index, line] of lines.entries()) {
      if (line === "") continue;
      try {
        this.#state.load(JSON.parse(line) as Mutation[]);
      } catch {
        throw new StateError(
          `${path}:${index + 1}: cannot be read; the folder was changed by hand, start with another one`,
        );
      }
    }
    this.#size = whole;
  }

  /** Writes a snapshot beside the old one, then lets it take its place; the old log counts until that moment. */
  #fold(): void {
    const next = this.#generation + 1;
    const snapshot: Snapshot = { version: formatVersion, log: next, records: [...this.#state.records()] };
    const text = JSON.stringify(snapshot);
    const temporary = this.#path("snapshot.json.new");
    const file = openSync(temporary, "w", 0o600);
    writeSync(file, text);
    fsyncSync(file);
    closeSync(file);
    const log = openSync(this.#logPath(next), "a", 0o600);
    renameSync(temporary, this.#path("snapshot.json"));
    closeSync(this.#file);
    rmSync(this.#logPath(this.#generation), { force: true });
    this.#file = log;
    this.#generation = next;
    this.#size = 0;
    this.#snapshotSize = text.length;
  }
}

function isFolder(path: string): boolean {
  try {
    readFileSync(path);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EISDIR";
  }
}
