import { existsSync } from "node:fs";
import { readFile, rm } from "node:fs/promises";
import { didYouMeanOrThereIs } from "../../model/did-you-mean.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { parsePlan } from "../../model/review/plan-json.ts";
import { isEmpty, type Review, reviewPlan } from "../../model/review/review.ts";
import { hasDrifted, withRootPart } from "../../model/review/root-part.ts";
import { reviewBackups } from "../backup/review-backups.ts";
import { rootPart } from "../root-step/root-part.ts";
import { currentCommit } from "./commit.ts";
import { initialize } from "./initialize.ts";
import type { OpenStack } from "./open-stack.ts";
import { reviewNumbers } from "./review-numbers.ts";
import { reviewTemplates } from "./review-templates.ts";
import { clearSaved, type Receipt, receiptOf, saveReceipt } from "./saved-plan.ts";
import { sha256 } from "./stack-json.ts";
import { underStackLock } from "./stack-lock.ts";
import { failed, type Run, tofu } from "./tofu.ts";
import { refuseUnpinned } from "./unpinned.ts";

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
  /** Plan this part of the stack alone, such as one image of `images`. Default: all of it. */
  readonly only?: string | undefined;
}

/**
 * Plans a stack and keeps the plan with its receipt, for the `strata apply` that comes after a person has read it.
 *
 * @param known guest whose disk the plan takes, as a person has said that they know
 */
export function keepPlan(stack: OpenStack, intent: Intent, known?: string): Promise<MadePlan> {
  return underStackLock(stack, async () => {
    const { review, receipt } = await makePlan(stack, intent);
    if (receipt === undefined) return { review };
    const kept = known === undefined ? receipt : { ...receipt, known };
    await saveReceipt(stack.places, kept);
    return { review, receipt: kept };
  });
}

/**
 * Plans a stack and reviews the plan; whatever was saved before is gone. The plan file stays where it can be applied; it
 * counts as reviewed only when its receipt is saved too, which is for the command that shows it and ends.
 *
 * A plan that `prevent_destroy` stops is reviewed as well: OpenTofu and Terraform save it, marked so that it cannot be
 * applied.
 */
export async function makePlan(stack: OpenStack, { destroy, only }: Intent): Promise<MadePlan> {
  const flags = [...(destroy ? ["-destroy"] : []), ...targets(stack, only)];
  if (!destroy) refuseUnpinned(stack, only);
  const commit = currentCommit(stack.root);
  // Left there by a take-over that was killed.
  await rm(stack.places.adoption, { force: true });
  await initialize(stack);
  await clearSaved(stack.places);
  const review = destroy
    ? await planned(stack, flags)
    : await reviewNumbers(await withRoot(stack, flags), stack.lab, stack.root);
  if (review.refusals.length > 0 || isEmpty(review)) {
    await clearSaved(stack.places);
    return { review };
  }
  return { review, receipt: await receiptOf(stack, review, { destroy, only }, await commit) };
}

/** The plan and, beside it, what root's step finds: a step that is to run again is asked for, and planned with the rest. */
async function withRoot(stack: OpenStack, flags: readonly string[]): Promise<Review> {
  const [review, part] = await Promise.all([planned(stack, flags), rootPart(stack.lab, stack.root, stack.name)]);
  if (!part) return review;
  const step = [...stack.json.parts.values()].flat().find((address) => address.startsWith("terraform_data."));
  const again = step !== undefined && !part.guest.adopted && hasDrifted(review, part);
  return withRootPart(again ? await planned(stack, [...flags, `-replace=${step}`]) : review, part);
}

async function planned(stack: OpenStack, flags: readonly string[]): Promise<Review> {
  const run = await tofu(stack, ["plan", "-json", `-out=${stack.places.plan}`, ...flags]);
  if (run.code !== 0 && !existsSync(stack.places.plan)) throw failed(stack, "plan", run);
  await refuseChanged(stack);
  return reviewSaved(stack, run);
}

/** Refuses a plan of JSON that was synthesized anew meanwhile, from edited files or for another site. */
async function refuseChanged({ name, places, json }: OpenStack): Promise<void> {
  if (sha256(await readFile(places.json)) === json.digest) return;
  throw new StrataError(
    exitCodes.refused,
    `${name}: another run synthesized this stack from other files while it was planned; run this again`,
  );
}

/** What OpenTofu is told to keep to; it follows dependencies by itself. @throws StrataError 1 for a part that is not there */
function targets({ name, json: { parts } }: OpenStack, only: string | undefined): string[] {
  if (only === undefined) return [];
  const addresses = parts.get(only);
  if (addresses) return addresses.map((address) => `-target=${address}`);
  const hint = didYouMeanOrThereIs(only, parts.keys());
  throw new StrataError(exitCodes.wrongInput, `the stack ${name} has no part "${only}"${hint}`);
}

async function reviewSaved(stack: OpenStack, planned: Run): Promise<Review> {
  const shown = await tofu(stack, ["show", "-json", stack.places.plan], { secret: true });
  if (shown.code !== 0) throw failed(stack, "reading the plan", shown);
  const { name, lab, json } = stack;
  const review = reviewPlan(parsePlan(shown.stdout), { stack: name, lab, guarded: json.guarded });
  // Each guard that the plan ran into is one error; any other is a fault that no review explains.
  if (planned.code !== 0 && planned.errors.length !== stops(review)) throw failed(stack, "plan", planned);
  return reviewTemplates(await reviewBackups(review, lab, stack.root), lab, stack.root);
}

/** How many times the plan ran into `prevent_destroy`. */
function stops({ refusals }: Review): number {
  return refusals.filter(({ by }) => by === "prevent_destroy").length;
}
