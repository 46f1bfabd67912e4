import { downloadedBase } from "../downloaded-image.ts";
import type { Lab, Machine } from "../lab.ts";
import type { Refusal } from "./refusals.ts";
import type { Review, ReviewedChange } from "./review.ts";

/** A machine that a plan makes anew, and how the plan names it. */
interface Cloned {
  readonly machine: Machine;
  readonly address: string;
}

/** Whether a plan clones anything, so that templates matter. */
export function clones(review: Review, lab: Lab): boolean {
  return cloned(review, lab).length > 0;
}

/**
 * Refuses a plan that clones what is not there: a replacement would take the old machine first and then fail.
 *
 * @param standing numbers and nodes of the templates that there are
 */
export function refuseGone(
  review: Review,
  lab: Lab,
  standing: readonly { readonly id: number; readonly node: string }[],
): Review {
  const gone = cloned(review, lab).filter(({ machine: { release } }) =>
    standing.every(({ id, node }) => id !== release.template.id || node !== release.template.node),
  );
  return gone.length === 0 ? review : { ...review, refusals: [...review.refusals, ...gone.map(refusal)] };
}

function cloned({ changes }: Review, { guests }: Lab): Cloned[] {
  return changes.filter(isMade).flatMap(({ subject: { name, what }, address }) => {
    const machine = guests.find((guest): guest is Machine => guest.kind !== "lxc" && guest.name === name);
    return machine && what === `vm ${machine.id}` ? [{ machine, address }] : [];
  });
}

function isMade({ kind }: ReviewedChange): boolean {
  return kind === "create" || kind === "replace";
}

function refusal({ machine: { name, image, release }, address }: Cloned): Refusal {
  const { id, node } = release.template;
  const again = downloadedBase(image)
    ? `strata apply images --only ${image.name}`
    : `strata image provide ${image.name} ${release.version}`;
  const reason = `the template of ${name}, ${id} on ${node}, is gone. Make it again with \`${again}\`, or name another release`;
  return { name, address, by: "template", reason };
}
