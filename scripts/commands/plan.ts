import { reviewMarkdown } from "../../model/review/markdown.ts";
import type { StrataCommand } from "../command.ts";
import { openStack } from "../stack/open-stack.ts";
import { makePlan } from "../stack/plan.ts";
import { saveReceipt } from "../stack/saved-plan.ts";
import { looked, onlyOption, painted, planFacts, takesStack } from "../stack/stack-command.ts";

export default {
  configure: (command) => {
    takesStack(command)
      .option("--destroy", "plan the end of the whole stack")
      .option(...onlyOption)
      .option("--markdown", "print the review as a comment on a pull request");
  },
  async run({ arguments: [name = ""], options, root, site }) {
    const stack = await openStack(root, site, name);
    const { review, receipt } = await makePlan(stack, {
      destroy: options.destroy === true,
      only: options.only as string | undefined,
    });
    if (receipt) await saveReceipt(stack.places, receipt);
    return {
      text: options.markdown ? reviewMarkdown(review, receipt?.plan) : painted(review, receipt),
      facts: planFacts(review, receipt),
      exit: looked(review),
    };
  },
} satisfies StrataCommand;
