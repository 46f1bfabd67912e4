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

/** What there is to tell of a request; what is undefined is left out. */
type AskedAndAnswered = {
  readonly [Key in keyof Omit<RequestLine, "seq" | "time">]: RequestLine[Key] | undefined;
};

export type JournalLine =
  | RequestLine
  | ({ readonly seq: number; readonly time: string } & Readonly<Record<string, unknown>>);

/** Lines kept in memory; older ones are in the file alone. */
const kept = 20_000;
const secret = /password|passwd|secret|^otp$|^cipassword$|^value$|^token$|ticket|^keys?$|-key$|apitoken|private/i;

/** The same parameters with secrets as `***`. */
export function masked(parameters: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const shown: Record<string, unknown> = {};
  for (const key in parameters) {
    const item = parameters[key];
    shown[key] = secret.test(key) ? "***" : typeof item === "string" ? withoutCredentials(item) : item;
  }
  return shown;
}

/** A text whose addresses no longer say with which name and password they are fetched. */
export const withoutCredentials = (text: string): string =>
  text.includes("://") ? text.replaceAll(/(:\/\/)[^/@\s]+@/g, "$1***@") : text;

/** Something that happened, before anybody reads of it. */
interface Noted {
  readonly seq: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly event: object;
}

export class Journal {
  /** As they were asked for; what was noted since is in `#fresh`. */
  readonly #lines: JournalLine[] = [];
  readonly #fresh: Noted[] = [];
  readonly #now: () => number;
  #file: number | undefined;
  #waiting: Noted[] = [];
  #seq = 0;

  /** @param path file to append to; without one the journal is in memory alone */
  constructor(now: () => number, path?: string) {
    this.#now = now;
    this.#file = path === undefined ? undefined : openSync(path, "a", 0o600);
  }

  /** The newest lines, oldest first. */
  get lines(): readonly JournalLine[] {
    for (const noted of this.#fresh.splice(0)) this.#lines.push(lineOf(noted));
    return this.#lines;
  }

  request(line: AskedAndAnswered): void {
    this.note(line);
  }

  /** Any other event. */
  note(event: object): void {
    this.#seq += 1;
    const noted = { seq: this.#seq, at: this.#now(), event };
    this.#fresh.push(noted);
    if (this.#lines.length + this.#fresh.length > kept * 1.25) this.#forget();
    if (this.#file === undefined) return;
    if (this.#waiting.length === 0) setImmediate(() => this.flush());
    this.#waiting.push(noted);
  }

  /** Writes what waits for the file. */
  flush(): void {
    if (this.#file === undefined || this.#waiting.length === 0) return;
    writeSync(this.#file, this.#waiting.map((noted) => `${JSON.stringify(lineOf(noted))}\n`).join(""));
    this.#waiting = [];
  }

  close(): void {
    this.flush();
    if (this.#file !== undefined) closeSync(this.#file);
    this.#file = undefined;
  }

  #forget(): void {
    const surplus = this.#lines.length + this.#fresh.length - kept;
    this.#fresh.splice(0, surplus - this.#lines.splice(0, surplus).length);
  }
}

/** The line of an event: made when somebody reads it, which of most lines nobody ever does. */
const lineOf = ({ seq, at, event }: Noted): JournalLine => ({
  seq,
  time: new Date(at).toISOString(),
  ...definedOf(event),
});

const definedOf = (event: object) =>
  Object.fromEntries(Object.entries(event).filter(([, value]) => value !== undefined));
