import { applyPlan } from "../../../scripts/stack/apply.ts";
import { makePlan } from "../../../scripts/stack/plan.ts";
import { SmallStack, unwatched } from "./small-stack.ts";

/** A process that plans and applies the small stack of a folder: what a test presses Ctrl-C on. */
try {
  const stack = await new SmallStack(process.argv[2]).open();
  const { receipt } = await makePlan(stack, { destroy: false });
  if (receipt) await applyPlan(stack, receipt, unwatched);
} catch (error) {
  const { message, exit } = error as { message: string; exit: number };
  process.stdout.write(message);
  process.exitCode = exit;
}
