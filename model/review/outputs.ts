import { differences } from "./difference.ts";
import type { ChangeJson } from "./plan-json.ts";
import { longest, valueInWords } from "./words.ts";

/** An output whose value changes. */
export interface ReviewedOutput {
  readonly name: string;
  /** `192.168.88.60`, `210 → 211`, `known after apply`, `sensitive`, `removed`. */
  readonly change: string;
}

/** What becomes of an output; nothing for one that keeps its value. */
export function reviewOutput(name: string, change: ChangeJson): ReviewedOutput[] {
  if (change.actions.every((action) => action === "no-op")) return [];
  return [{ name, change: inWords(change) }];
}

function inWords(change: ChangeJson): string {
  if (change.actions.join() === "delete") return "removed";
  const found = differences(change);
  if (found.some(({ from, to }) => ("hidden" in to && to.hidden === "sensitive") || "hidden" in from))
    return "sensitive";
  if (found.some(({ to }) => "hidden" in to)) return "known after apply";
  const after = valueInWords("", change.after);
  if (change.actions.join() === "create") return after.length > longest ? `${after.slice(0, longest - 1)}…` : after;
  const both = `${valueInWords("", change.before)} → ${after}`;
  return both.length > 2 * longest ? "changed" : both;
}
