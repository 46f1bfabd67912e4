/** Trouble on demand: what goes wrong at the Nth request or task that matches. */

export interface Fault {
  /** Matches requests: `POST /nodes/*\/qemu/*\/clone`; `*` is one part of the path, `**` any rest. */
  readonly request?: string;
  /** Matches tasks by type: `qmclone`, or by type and id: `qmclone:9000`. */
  readonly task?: string;
  /** The how-manieth match it strikes first, from 1. Default 1. */
  readonly at?: number;
  /** How many matches in a row it strikes. Default 1. */
  readonly times?: number;
  readonly effect: RequestEffect | TaskEffect;
}

export type RequestEffect =
  | { readonly latency: number }
  | { readonly status: number; readonly message: string }
  | { readonly drop: "before" | "after" };

export type TaskEffect = { readonly fail: string } | { readonly hang: true } | { readonly warn: string };

interface Armed {
  readonly fault: Fault;
  readonly pattern: RegExp;
  seen: number;
}

const patternOf = (text: string): RegExp => {
  const escaped = text.replaceAll(/[.+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^${escaped.replaceAll("**", "\0").replaceAll("*", "[^/]*").replaceAll("\0", ".*")}$`);
};

export class Faults {
  #armed: Armed[] = [];

  add(fault: Fault): void {
    this.#armed.push({ fault, pattern: patternOf(fault.request ?? fault.task ?? ""), seen: 0 });
  }

  clear(): void {
    this.#armed = [];
  }

  forRequest(method: string, path: string): readonly RequestEffect[] {
    if (this.#armed.length === 0) return [];
    return this.#striking((fault) => fault.request !== undefined, [`${method} ${path}`]) as RequestEffect[];
  }

  forTask(type: string, id: string): readonly TaskEffect[] {
    if (this.#armed.length === 0) return [];
    return this.#striking((fault) => fault.task !== undefined, [type, `${type}:${id}`]) as TaskEffect[];
  }

  #striking(concerns: (fault: Fault) => boolean, names: readonly string[]): Fault["effect"][] {
    const effects: Fault["effect"][] = [];
    for (const armed of this.#armed) {
      if (!concerns(armed.fault) || !names.some((name) => armed.pattern.test(name))) continue;
      armed.seen += 1;
      const first = armed.fault.at ?? 1;
      if (armed.seen >= first && armed.seen < first + (armed.fault.times ?? 1)) effects.push(armed.fault.effect);
    }
    return effects;
  }
}
