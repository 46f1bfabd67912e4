import { refusePlaceholders } from "../aim.ts";
import { type Check, notChecked, pass } from "../check.ts";
import type { Evidence } from "../evidence.ts";

/** An example's CHANGEME may be rehearsed, and goes no further. */
export const placeholders: Check<Evidence> = {
  name: "placeholders",
  run({ lab, aim }) {
    if (aim.kind === "simulator")
      return lab.placeholders.length
        ? notChecked(`${lab.placeholders.length} left, which a rehearsal may have`)
        : pass("none");
    refusePlaceholders(lab);
    return pass("none");
  },
};
