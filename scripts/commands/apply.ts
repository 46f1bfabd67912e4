import type { StrataCommand } from "../command.ts";
import { carryOut } from "../stack/carry-out.ts";
import { agrees, onTerminal, refused, refuseUnattended } from "../stack/consent.ts";
import { onlyOption, takesStack } from "../stack/stack-command.ts";

export default {
  configure: (command) => {
    takesStack(command)
      .option("--dry-run", "show what would be applied, and stop there")
      .option(...onlyOption);
  },
  run: (input) =>
    carryOut(input, {
      destroy: false,
      done: "applied",
      consent: async (review, reviewed) => {
        if (reviewed) return;
        if (!onTerminal()) refuseUnattended(review, review.stack);
        else if (!(await agrees("Apply this plan?"))) throw refused(review.stack, "not agreed to; nothing was changed");
      },
    }),
} satisfies StrataCommand;
