import { existsSync } from "node:fs";
import { asHostSees, onlyTakesOver } from "../../model/adoption/import-plan.ts";
import { type PlanJson, parsePlan } from "../../model/review/plan-json.ts";
import { type Review, reviewPlan } from "../../model/review/review.ts";
import { currentCommit } from "../stack/commit.ts";
import { initialize } from "../stack/initialize.ts";
import type { OpenStack } from "../stack/open-stack.ts";
import { clearSaved, type Receipt, receiptOf } from "../stack/saved-plan.ts";
import { failed, tofu } from "../stack/tofu.ts";

/** What taking a guest over would do. */
export interface PlannedImport {
  /** The plan as the host would see it. */
  readonly plan: PlanJson;
  readonly review: Review;
  /** Makes it applicable; there only where nothing of it reaches the host. */
  readonly receipt?: Receipt;
}

/** Plans with the `import` blocks that lie beside the stack's JSON. The host is read and nothing else. */
export async function planImport(stack: OpenStack): Promise<PlannedImport> {
  const { places, name, lab, json } = stack;
  await initialize(stack);
  await clearSaved(places);
  const planned = await tofu(stack, ["plan", "-json", `-out=${places.plan}`]);
  // What `prevent_destroy` stops is saved as well, and is to be shown.
  if (planned.code !== 0 && !existsSync(places.plan)) throw failed(stack, "plan of the import", planned);
  const shown = await tofu(stack, ["show", "-json", places.plan], { secret: true });
  if (shown.code !== 0) throw failed(stack, "reading the plan", shown);
  const plan = asHostSees(parsePlan(shown.stdout));
  const review = reviewPlan(plan, { stack: name, lab, guarded: json.guarded });
  if (planned.code !== 0 && review.refusals.length === 0) throw failed(stack, "plan of the import", planned);
  if (!onlyTakesOver(plan)) {
    await clearSaved(places);
    return { plan, review };
  }
  return { plan, review, receipt: await receiptOf(stack, review, { destroy: false }, await currentCommit(stack.root)) };
}
