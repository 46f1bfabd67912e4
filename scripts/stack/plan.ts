import { existsSync } from "node:fs";
import { parsePlan } from "../../model/review/plan-json.ts";
import { isEmpty, type Review, reviewPlan } from "../../model/review/review.ts";
import { reviewBackups } from "../backup/review-backups.ts";
import { currentCommit } from "./commit.ts";
import { initialize } from "./initialize.ts";
import type { OpenStack } from "./open-stack.ts";
import { clearSaved, type Receipt, receiptOf } from "./saved-plan.ts";
import { failed, type Run, tofu } from "./tofu.ts";

/** A plan that was made just now. */
export interface MadePlan {
  readonly review: Review;
  /** What makes it applicable; none when there is nothing to apply, or when the review refuses it. */
  readonly receipt?: Receipt;
}

/** What to plan. */
export interface Intent {
  /** Plan the end of the whole stack. */
  readonly destroy: boolean;
}

/**
 * Plans a stack and reviews the plan; whatever was saved before is gone. The plan file stays where it can be applied; it
 * counts as reviewed only when its receipt is saved too, which is for the command that shows it and ends.
 *
 * A plan that `prevent_destroy` stops is reviewed as well: OpenTofu and Terraform save it, marked so that it cannot be
 * applied.
 */
export async function makePlan(stack: OpenStack, { destroy }: Intent): Promise<MadePlan> {
  const commit = currentCommit(stack.root);
  await initialize(stack);
  await clearSaved(stack.places);
  const planned = await tofu(stack, ["plan", "-json", `-out=${stack.places.plan}`, ...(destroy ? ["-destroy"] : [])]);
  if (planned.code !== 0 && !existsSync(stack.places.plan)) throw failed(stack, "plan", planned);
  const review = await reviewSaved(stack, planned);
  if (review.refusals.length > 0 || isEmpty(review)) {
    await clearSaved(stack.places);
    return { review };
  }
  return { review, receipt: await receiptOf(stack, review, destroy, await commit) };
}

async function reviewSaved(stack: OpenStack, planned: Run): Promise<Review> {
  const shown = await tofu(stack, ["show", "-json", stack.places.plan], { secret: true });
  if (shown.code !== 0) throw failed(stack, "reading the plan", shown);
  const { name, lab, json } = stack;
  const review = reviewPlan(parsePlan(shown.stdout), { stack: name, lab, guarded: json.guarded });
  // Each guard that the plan ran into is one error; any other is a fault that no review explains.
  if (planned.code !== 0 && planned.errors.length !== stops(review)) throw failed(stack, "plan", planned);
  return reviewBackups(review, lab, stack.root);
}

/** How many times the plan ran into `prevent_destroy`. */
function stops({ refusals }: Review): number {
  return refusals.filter(({ by }) => by === "prevent_destroy").length;
}
