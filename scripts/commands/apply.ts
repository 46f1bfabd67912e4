import type { StrataCommand } from "../command.ts";
import { applying } from "../stack/applying.ts";
import { carryOut } from "../stack/carry-out.ts";
import { iKnowOption } from "../stack/secure.ts";
import { onlyOption, takesStack } from "../stack/stack-command.ts";

export default {
  configure: (command) => {
    takesStack(command)
      .option("--dry-run", "show what would be applied, and stop there")
      .option(...iKnowOption)
      .option(...onlyOption);
  },
  run: (input) => carryOut(input, applying),
} satisfies StrataCommand;
