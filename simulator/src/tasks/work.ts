/**
 * Work that takes time is a generator. What it does before its first step happens in the request, where a refusal is an HTTP error;
 * from the first step on it is a worker of its own, where an error becomes the task's exit status.
 */

export type Step =
  | { readonly log: string; readonly warning?: boolean }
  | { readonly seconds: number }
  | { readonly until: PromiseLike<unknown> };

// biome-ignore lint/suspicious/noExplicitAny: what a step gives back depends on the step
export type Work<R = void> = Generator<Step, R, any>;

/** Writes a line to the task's log. */
export function* say(line: string): Work {
  yield { log: line };
}

/** Writes a warning; a task with warnings ends as `WARNINGS: n`. */
export function* warn(line: string): Work {
  yield { log: `WARN: ${line}`, warning: true };
}

/** Takes so many simulated seconds. */
export function* takes(seconds: number): Work {
  yield { seconds };
}

/** Waits for something real, such as a download. */
export function* until<T>(promise: PromiseLike<T>): Work<T> {
  return (yield { until: promise }) as T;
}

/** Does work at once, its times and log lines left out: for the calls of Proxmox that answer when they are done. */
export function atOnce<R>(work: Work<R>): R {
  let step = work.next();
  while (!step.done) step = work.next();
  return step.value;
}
