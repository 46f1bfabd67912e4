import { type ExitCode, exitCodes, StrataError } from "../../model/exit.ts";
import { reviewMarkdown } from "../../model/review/markdown.ts";
import type { Outcome, StrataCommand } from "../command.ts";
import { openStack, openStacks } from "../stack/open-stack.ts";
import { keepPlan } from "../stack/plan.ts";
import { type Planned, planAll, stacksOf } from "../stack/plan-all.ts";
import { looked, onlyOption, painted, planFacts } from "../stack/stack-command.ts";

export default {
  configure: (command) => {
    command
      .argument("[stack]", "name of the stack: its persona's file name")
      .option("--all", "plan every stack that the token may change, several at once")
      .option(
        "--at-once <number>",
        "how many plans of --all run at a time; fewer spare a weak host (default: two for each core, at most 8)",
      )
      .option("--destroy", "plan the end of the whole stack")
      .option(...onlyOption)
      .option("--markdown", "print the review as a comment on a pull request");
  },
  async run({ arguments: [name], options, root, site }) {
    if (options.all) return everything(root, site, { name, ...options });
    if (name === undefined) throw new StrataError(exitCodes.wrongInput, "name a stack, or say --all");
    const stack = await openStack(root, site, name);
    const { review, receipt } = await keepPlan(stack, {
      destroy: options.destroy === true,
      only: options.only as string | undefined,
    });
    return {
      text: options.markdown ? reviewMarkdown(review, receipt?.plan) : painted(review, receipt),
      facts: planFacts(review, receipt),
      exit: looked(review),
    };
  },
} satisfies StrataCommand;

interface Asked {
  readonly name?: string | undefined;
  readonly destroy?: unknown;
  readonly only?: unknown;
  readonly markdown?: unknown;
  readonly atOnce?: unknown;
}

async function everything(
  root: string,
  site: string,
  { name, destroy, only, markdown, atOnce }: Asked,
): Promise<Outcome> {
  if (name !== undefined || destroy || only !== undefined)
    throw new StrataError(
      exitCodes.wrongInput,
      "--all plans what every stack would become; name no stack, --destroy or --only beside it",
    );
  const number = atOnce === undefined ? undefined : Number(atOnce);
  if (number !== undefined && !(Number.isInteger(number) && number > 0))
    throw new StrataError(exitCodes.wrongInput, `--at-once ${String(atOnce)} is no number of plans; write 1 or more`);
  const planned = await planAll(await openStacks(root, site, await stacksOf(root, site)), number);
  const texts = planned.map((one) => {
    if ("fault" in one) return one.fault.message;
    const { review, receipt } = one.made;
    return markdown ? reviewMarkdown(review, receipt?.plan) : painted(review, receipt);
  });
  return {
    text: [...texts, ...(markdown ? [] : ["", sum(planned)])].join("\n"),
    facts: planned.map(facts),
    exit: worst(planned),
  };
}

/** `14 stacks planned: 12 without changes, 1 refused, 1 failed.` */
function sum(planned: readonly Planned[]): string {
  const count = (test: (one: Planned) => boolean) => planned.filter(test).length;
  const counts = {
    "without changes": count((one) => exitOf(one) === exitCodes.done),
    "with changes": count((one) => exitOf(one) === exitCodes.changesPending),
    refused: count((one) => "made" in one && exitOf(one) === exitCodes.refused),
    failed: count((one) => "fault" in one),
  };
  const said = Object.entries(counts).flatMap(([what, number]) => (number > 0 ? [`${number} ${what}`] : []));
  return `${planned.length} stacks planned: ${said.join(", ")}.`;
}

function facts(one: Planned): unknown {
  if ("fault" in one) return { stack: one.stack.name, fault: one.fault.message, exit: one.fault.exit };
  return planFacts(one.made.review, one.made.receipt);
}

function exitOf(one: Planned): ExitCode {
  return "fault" in one ? one.fault.exit : looked(one.made.review);
}

/** What failed or was refused weighs more than what would change. */
function worst(planned: readonly Planned[]): ExitCode {
  return planned.reduce<ExitCode>((exit, one) => (exitOf(one) > exit ? exitOf(one) : exit), exitCodes.done);
}
