import { type Difference, differences } from "../review/difference.ts";
import { isDestructive, type Kind, steps } from "../review/kinds.ts";
import type { ChangeJson, PlanJson, ResourceChangeJson } from "../review/plan-json.ts";
import { forces, type Review } from "../review/review.ts";
import { guestTypes, valuesOf } from "../review/subject.ts";
import { spelledOut } from "../review/unwritten.ts";

/**
 * Attributes of a container that an import leaves open and that the provider keeps to itself: `containerUpdate` of
 * bpg/proxmox 0.111.1 sends nothing to the host for them.
 */
const silent = /^(timeout_\w+|vm_id)$/;

/** The plan as the host would see it: without what the provider keeps to itself. */
export function asHostSees(plan: PlanJson): PlanJson {
  return { ...plan, resource_changes: (plan.resource_changes ?? []).map(quiet) };
}

/** Whether a plan only takes over: nothing of it reaches the host. What root's step would do is judged by itself. */
export function onlyTakesOver({ resource_changes: changes = [] }: PlanJson): boolean {
  return changes.every(
    ({ type, change }) => isNothing(change) || (steps.has(type) && change.actions.join() === "create"),
  );
}

/** What the host has and the files do not say, of the guest itself. */
export function guestDifferences({ resource_changes: changes = [] }: PlanJson): Difference[] {
  return changes
    .filter(({ type, change }) => type in guestTypes && change.before)
    .flatMap(({ change }) => differences(change).filter((found) => decides(found, change)))
    .flatMap(spelledOut)
    .filter(({ to }) => "value" in to);
}

/** What is made anew would also lose all that is ignored otherwise; then only what forces it is worth a line. */
function decides(difference: Difference, change: ChangeJson): boolean {
  return !change.actions.includes("delete") || forces(difference, change);
}

/** Whether the guest would be made anew, which loses what it holds. */
export function replaces({ resource_changes: changes = [] }: PlanJson): boolean {
  return changes.some(({ type, change }) => type in guestTypes && change.actions.includes("delete"));
}

function quiet(change: ResourceChangeJson): ResourceChangeJson {
  const [before, after] = [valuesOf(change.change.before), valuesOf(change.change.after)];
  if (!(change.type in guestTypes) || !before || !after) return change;
  const kept = Object.fromEntries(Object.entries(after).filter(([name]) => silent.test(name)));
  const seen = { ...change.change, before: { ...before, ...kept } };
  const nothing = seen.actions.join() === "update" && differences(seen).length === 0;
  return { ...change, change: nothing ? { ...seen, actions: ["no-op"] } : seen };
}

/** The review without what only happens in the state. */
export function onTheHost(review: Review): Review {
  const changes = review.changes
    .filter(({ kind, address }) => kind !== "import" && !isStep(kind, address))
    .map((change) => (isDestructive(change.kind) ? { ...change, details: [] } : change));
  return { ...review, changes, outputs: [], refusals: [] };
}

function isStep(kind: Kind, address: string): boolean {
  return kind === "create" && steps.has(address.split(".")[0] ?? "");
}

function isNothing({ actions }: ChangeJson): boolean {
  return actions.every((action) => action === "no-op" || action === "read");
}
