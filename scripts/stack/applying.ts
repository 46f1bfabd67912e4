import type { Deed } from "./carry-out.ts";
import { agrees, onTerminal, refused, refuseUnattended } from "./consent.ts";

/** Applies a stack: what was reviewed by `strata plan` at once, anything else after a yes. */
export const applying: Deed = {
  destroy: false,
  done: "applied",
  consent: async (review, reviewed) => {
    if (reviewed) return;
    if (!onTerminal()) refuseUnattended(review, review.stack);
    else if (!(await agrees("Apply this plan?"))) throw refused(review.stack, "not agreed to; nothing was changed");
  },
};
