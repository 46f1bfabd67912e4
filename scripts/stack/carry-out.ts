import { isEmpty, type Review } from "../../model/review/review.ts";
import { totals } from "../../model/review/text.ts";
import type { Invocation, Outcome } from "../command.ts";
import { applyPlan, refuseMoved } from "./apply.ts";
import { type OpenStack, openStack } from "./open-stack.ts";
import { makePlan } from "./plan.ts";
import { showProgress } from "./progress.ts";
import { readReceipt } from "./saved-plan.ts";
import { backUpFirst, refuseUnaware } from "./secure.ts";
import { looked, painted, planFacts, refuseReviewed } from "./stack-command.ts";
import { underStackLock } from "./stack-lock.ts";

/** How apply and destroy differ. */
export interface Deed {
  readonly destroy: boolean;
  /** What is said when it is done, such as `applied`. */
  readonly done: string;
  /** Throws unless a person agrees; `reviewed` tells that the plan was saved by an earlier `strata plan`. */
  readonly consent: (review: Review, reviewed: boolean) => Promise<void>;
}

/**
 * Carries out the saved plan of a stack if it still holds, else plans, reviews and asks first.
 *
 * @throws StrataError 3 when the plan moved, the review refuses it or nobody agrees; 5 when a step failed
 */
export async function carryOut(input: Invocation, deed: Deed): Promise<Outcome> {
  const [name = ""] = input.arguments;
  const stack = await openStack(input.root, input.site, name);
  return underStackLock(stack, () => carriedOut(stack, input, deed));
}

async function carriedOut(stack: OpenStack, input: Invocation, deed: Deed): Promise<Outcome> {
  const { name } = stack;
  const found = await readReceipt(stack.places);
  const only = input.options.only as string | undefined;
  const saved = found?.destroy === deed.destroy && found.only === only ? found : undefined;
  if (saved) await refuseMoved(stack, saved);
  const { review, receipt } = saved
    ? { review: saved.review, receipt: saved }
    : await makePlan(stack, { ...deed, only });
  const facts = planFacts(review, receipt);
  const text = painted(review, receipt);
  if (input.options.dryRun || isEmpty(review)) return { text, facts, exit: looked(review) };
  input.say(text);
  if (receipt === undefined) throw refuseReviewed(review);
  const known = (input.options.iKnow as string | undefined) ?? receipt.known;
  refuseUnaware(review, stack.lab, known, `strata ${deed.destroy ? "destroy" : "apply"} ${name}`);
  await deed.consent(review, saved !== undefined);
  for (const { guest, backup, made } of await backUpFirst(review, stack))
    input.say(`${guest}: ${made ? "backed up" : "backup of the last hour"}: ${backup.volume}`);
  await applyPlan(stack, receipt, showProgress(review));
  return { text: `${name}: plan ${receipt.plan} ${deed.done}. ${totals(review)}`, facts };
}
