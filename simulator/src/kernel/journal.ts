/** What happened, one line each: every request and every session over SSH. Secrets are masked before they get here. */
import { closeSync, openSync, writeSync } from "node:fs";

/** One request as the journal tells it. */
export interface RequestLine {
  readonly seq: number;
  /** ISO 8601, simulated time. */
  readonly time: string;
  readonly method: string;
  /** Below /api2/json. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
  /** `root@pam` or `root@pam!token`; absent when nobody was recognized. */
  readonly user?: string;
  readonly status: number;
  /** Why it was refused. */
  readonly message?: string;
  readonly upid?: string;
  /** Present on a call that exists in Proxmox or not, but not here. */
  readonly simulated?: false;
}

export type JournalLine =
  | RequestLine
  | ({ readonly seq: number; readonly time: string } & Readonly<Record<string, unknown>>);

/** Lines kept in memory; older ones are in the file alone. */
const kept = 20_000;
const secret = /password|passwd|secret|^otp$|^cipassword$|^value$|^token$|ticket|^keys?$|-key$|apitoken|private/i;

/** The same parameters with secrets as `***`. */
export function masked(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const [key, item] of Object.entries(parameters)) {
    shown[key] = secret.test(key) ? "***" : typeof item === "string" ? withoutCredentials(item) : item;
  }
  return shown;
}

/** A text whose addresses no longer say with which name and password they are fetched. */
export const withoutCredentials = (text: string): string =>
  text.includes("://") ? text.replaceAll(/(:\/\/)[^/@\s]+@/g, "$1***@") : text;

export class Journal {
  readonly #lines: JournalLine[] = [];
  readonly #now: () => number;
  #file: number | undefined;
  #waiting: string[] = [];
  #seq = 0;

  /** @param path file to append to; without one the journal is in memory alone */
  constructor(now: () => number, path?: string) {
    this.#now = now;
    this.#file = path === undefined ? undefined : openSync(path, "a", 0o600);
  }

  /** The newest lines, oldest first. */
  get lines(): readonly JournalLine[] {
    return this.#lines;
  }

  request(line: Omit<RequestLine, "seq" | "time">): void {
    this.note(line as unknown as Record<string, unknown>);
  }

  /** Any other event. */
  note(event: Readonly<Record<string, unknown>>): void {
    this.#seq += 1;
    const line = { seq: this.#seq, time: new Date(this.#now()).toISOString(), ...event } as JournalLine;
    this.#lines.push(line);
    if (this.#lines.length > kept * 1.25) this.#lines.splice(0, this.#lines.length - kept);
    if (this.#file === undefined) return;
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    this.#waiting.push(`${JSON.stringify(line)}\n`);
  }

  /** Writes what waits for the file. */
  flush(): void {
    if (this.#file === undefined || this.#waiting.length === 0) return;
    writeSync(this.#file, this.#waiting.join(""));
    this.#waiting = [];
  }

  close(): void {
    this.flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }
}
