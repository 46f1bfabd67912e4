import { type ExitCode, exitCodes, StrataError } from "../../model/exit.ts";
import type { Review } from "../../model/review/review.ts";
import { type Ran, type Rehearsal, strata } from "./step.ts";

/** Plans the stack anew and gives the review. @param expected exit codes that are as they should be */
export async function plan(
  rehearsal: Rehearsal,
  log: string,
  expected: readonly ExitCode[],
  words: readonly string[] = [],
): Promise<Review> {
  return json(await strata(rehearsal, log, ["plan", rehearsal.stack, ...words, "--json"], expected));
}

/** How many instances a plan adds, changes and destroys, as `tofu` counts: a replacement is one of each. */
export function tally({ changes }: Review): { add: number; change: number; destroy: number } {
  const of = (...kinds: string[]) => changes.filter(({ kind }) => kinds.includes(kind)).length;
  return { add: of("create", "replace"), change: of("update", "restart", "stop"), destroy: of("destroy", "replace") };
}

/** What a program printed, as JSON. */
export function json<T>({ stdout }: Ran): T {
  try {
    return JSON.parse(stdout) as T;
  } catch {
    throw new StrataError(exitCodes.stepFailed, "expected JSON, but it printed something else");
  }
}

/** `1 stack`, `2 stacks`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
