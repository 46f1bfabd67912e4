import { exitCodes, StrataError } from "../../../model/exit.ts";
import { type Fault, place } from "../../../model/fault.ts";
import type { Lab } from "../../../model/lab.ts";
import { unsettled } from "../../../model/unsettled.ts";
import { type Check, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** An example's CHANGEME may be rehearsed, and goes no further. */
export const placeholders: Check<Evidence> = {
  name: "placeholders",
  run({ lab, aim }) {
    if (aim.kind === "site") refusePlaceholders(lab);
    const why = aim.kind === "site" ? "of releases that nobody has built yet" : "which a rehearsal may have";
    return pass(lab.placeholders.length ? `${lab.placeholders.length} left, ${why}` : "none");
  },
};

/** An example may say CHANGEME; a run against a real host may not. */
export function refusePlaceholders(lab: Lab): void {
  refuseAny(unsettled(lab));
}

/** One line: the first one, and how many more. @throws StrataError 3 unless there is none */
export function refuseAny([first, ...others]: readonly Fault[]): void {
  if (!first) return;
  const more = others.length ? ` (and ${others.length} more: \`strata runway --json\` names all)` : "";
  throw new StrataError(exitCodes.refused, `${place(first.at)}: ${first.message}${more}`);
}
