import { createInterface } from "node:readline/promises";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Review, ReviewedChange } from "../../model/review/review.ts";

/** Whether a person sits at both ends: only then may a question be asked. */
export function onTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true && !process.env.CI;
}

/** Asks once; anything but a plain yes is a no, and so is Ctrl-C. */
export async function agrees(question: string): Promise<boolean> {
  return /^y(es)?$/i.test(await ask(`${question} [y/N] `));
}

/** Asks for a name to be typed in full. */
export async function types(name: string, question: string): Promise<boolean> {
  return (await ask(`${question} Type ${name} to go on: `)) === name;
}

/**
 * Refuses to go on where nobody can be asked and something would be lost or interrupted that nobody has agreed to:
 * what is replaced or destroyed, and the restart of a guest that holds data, because an outage of the cluster at an
 * hour that nobody chose is a harm too. What a stopped run left half made is made anew without asking.
 */
export function refuseUnattended(review: Review, stack: string): void {
  const grave = review.changes.filter(needsConsent);
  if (grave.length === 0) return;
  const named = grave.map(({ subject }) => `${subject.name} (${subject.what})`).join(", ");
  throw refused(
    stack,
    `nobody is here to agree that this replaces, destroys or interrupts ${named}. Run \`strata plan ${stack}\`, read it, and apply again`,
  );
}

/** The end of a command that may not go on. */
export function refused(stack: string, why: string): StrataError {
  return new StrataError(exitCodes.refused, `${stack}: ${why}`);
}

function needsConsent({ kind, subject, unfinished }: ReviewedChange): boolean {
  if (kind === "replace") return !unfinished;
  return kind === "destroy" || ((kind === "restart" || kind === "stop") && subject.holds !== undefined);
}

async function ask(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const stopped = new AbortController();
  lines.once("SIGINT", () => stopped.abort());
  lines.once("close", () => stopped.abort());
  try {
    return (await lines.question(question, { signal: stopped.signal })).trim();
  } catch {
    process.stderr.write("\n");
    return "";
  } finally {
    lines.close();
  }
}
