import type { StrataCommand } from "../command.ts";
import { carryOut } from "../stack/carry-out.ts";
import { onTerminal, refused, types } from "../stack/consent.ts";
import { iKnowOption } from "../stack/secure.ts";
import { takesStack } from "../stack/stack-command.ts";

export default {
  configure: (command) => {
    takesStack(command)
      .option("--dry-run", "show what would be destroyed, and stop there")
      .option(...iKnowOption)
      .option("--yes", "where nobody can type: go on with the plan that `strata plan <stack> --destroy` has reviewed");
  },
  run: (input) =>
    carryOut(input, {
      destroy: true,
      done: "applied, the stack is destroyed",
      consent: async ({ stack }, reviewed) => {
        if (!onTerminal()) {
          if (!(reviewed && input.options.yes)) throw refused(stack, unattended(stack));
        } else if (!(await types(stack, "This cannot be undone."))) {
          throw refused(stack, "its name was not typed; nothing was changed");
        }
      },
    }),
} satisfies StrataCommand;

function unattended(stack: string): string {
  return `nobody is here to type its name. Review with \`strata plan ${stack} --destroy\`, then \`strata destroy ${stack} --yes\``;
}
