import { basename } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { ReviewedChange } from "../../model/review/review.ts";
import { unanswered } from "./advice.ts";
import type { OpenStack } from "./open-stack.ts";
import type { Progress } from "./progress.ts";
import { clearSaved, type Receipt, whatMoved } from "./saved-plan.ts";
import { instancesIn, type StateInstance } from "./state.ts";
import { stateText } from "./state-text.ts";
import { failed, tofu } from "./tofu.ts";
import type { Diagnostic } from "./ui-stream.ts";

/**
 * Applies exactly the saved plan. Whether it worked is told by OpenTofu's exit code and by the state, which must show
 * what the plan promised.
 *
 * @throws StrataError 3 when something moved since the review, 5 when a step failed, a person stopped it, or a machine was
 *   made whose guest agent does not answer
 */
export async function applyPlan(stack: OpenStack, receipt: Receipt, progress: Progress): Promise<void> {
  await refuseMoved(stack, receipt);
  let warnings: readonly Diagnostic[] = [];
  try {
    const run = await tofu(stack, ["apply", "-json", stack.places.plan], progress);
    if (run.code !== 0) throw failed(stack, receipt.destroy ? "destroy" : "apply", run);
    warnings = run.warnings;
  } finally {
    progress.end();
    // Applied or half applied, the state has moved: the plan holds no longer.
    await clearSaved(stack.places);
  }
  const broken = brokenPromises(receipt.review.changes, instancesIn(await stateText(stack)));
  if (broken.length > 0) {
    throw new StrataError(
      exitCodes.stepFailed,
      `${stack.name}: apply ended well, but ${basename(stack.json.stateFile)} does not show what was planned: ${broken.join(", ")}; see \`strata plan ${stack.name}\``,
    );
  }
  refuseSilent(stack, warnings);
}

/** A machine whose agent was promised and stays silent was made, and nobody knows whether it came up. */
export function refuseSilent({ name }: Pick<OpenStack, "name">, warnings: readonly Diagnostic[]): void {
  const silent = unanswered(warnings.map(({ summary, detail = "" }) => `${summary}\n${detail}`));
  if (silent.length === 0) return;
  const [first] = silent;
  throw new StrataError(
    exitCodes.stepFailed,
    `${name}: applied, but the guest agent of ${silent.join(", ")} does not answer; see on its node with \`qm terminal ${first}\` whether it booted and cloud-init is done, and that its image brings the agent, then \`strata apply ${name}\` again`,
  );
}

/** Refuses a plan that was reviewed against something else than what is there now. */
export async function refuseMoved(stack: OpenStack, receipt: Receipt): Promise<void> {
  const moved = await whatMoved(stack, receipt);
  if (moved.length === 0) return;
  const again = `strata plan ${stack.name}${receipt.destroy ? " --destroy" : ""}${receipt.only === undefined ? "" : ` --only ${receipt.only}`}`;
  throw new StrataError(
    exitCodes.refused,
    `${stack.name}: plan ${receipt.plan} no longer holds, moved since its review: ${moved.join(", ")}. Review anew with \`${again}\``,
  );
}

/** Kinds after which the state knows a sound instance, and those after which it knows none. */
const present: ReadonlySet<string> = new Set([
  "create",
  "replace",
  "rerun",
  "restart",
  "stop",
  "update",
  "import",
  "move",
]);
const absent: ReadonlySet<string> = new Set(["destroy", "forget"]);

function brokenPromises(changes: readonly ReviewedChange[], instances: readonly StateInstance[]): string[] {
  const known = new Map(instances.map((instance) => [instance.address, instance]));
  return changes.flatMap(({ kind, address }) => {
    const instance = known.get(address);
    if (present.has(kind) && instance === undefined) return [`${address} is missing`];
    if (present.has(kind) && instance?.tainted) return [`${address} is unfinished`];
    return absent.has(kind) && instance !== undefined ? [`${address} is still there`] : [];
  });
}
