/**
 * Simulated time. Ordinarily the wall's, with the waiting of tasks scaled.
 * With a seed it is a time of its own, moved only by requests and by work, so that the same calls leave the same journal.
 */

/** Where a seeded run begins: 2026-01-01 00:00 UTC. */
const seededStart = Date.UTC(2026, 0, 1);

export interface ClockOptions {
  /** Real seconds that a simulated second of work takes: 1 as on a host, 0.1 ten times faster, 0 at once. */
  readonly timeScale: number;
  readonly seeded: boolean;
}

export class Clock {
  readonly timeScale: number;
  #own: number | undefined;
  #offset = 0;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor({ timeScale, seeded }: ClockOptions) {
    this.timeScale = timeScale;
    this.#own = seeded ? seededStart : undefined;
  }

  /** Milliseconds since 1970. */
  now(): number {
    return (this.#own ?? Date.now()) + this.#offset;
  }

  /** Whole seconds since 1970, as Proxmox tells times. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Whether work takes no real time. */
  get instant(): boolean {
    return this.timeScale === 0;
  }

  /** A request arrived: a seeded clock moves by a millisecond. */
  tick(): void {
    if (this.#own !== undefined) this.#own += 1;
  }

  /** Work of so many seconds was done at once. */
  skip(seconds: number): void {
    if (this.#own !== undefined) this.#own += seconds * 1000;
  }

  /** Sets the clock wrong by so many milliseconds. */
  shift(milliseconds: number): void {
    this.#offset = milliseconds;
  }

  /** Calls back after so many simulated seconds; returns what calls it off. Never called back after `close()`. */
  after(seconds: number, then: () => void): () => void {
    const due = this.#own === undefined ? 0 : this.#own + seconds * 1000;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        if (this.#own !== undefined) this.#own = Math.max(this.#own, due);
        then();
      },
      seconds * 1000 * this.timeScale,
    );
    this.#timers.add(timer);
    return () => {
      clearTimeout(timer);
      this.#timers.delete(timer);
    };
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
  }
}
