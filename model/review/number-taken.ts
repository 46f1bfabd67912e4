import type { Refusal } from "./refusals.ts";
import type { Review, ReviewedChange } from "./review.ts";

/** A guest that a plan would make: `ct 114` is a container. */
interface Coming {
  readonly id: number;
  readonly change: ReviewedChange;
}

/** Whether a plan makes a guest, so that it matters which numbers are taken. */
export function makesGuests(review: Review): boolean {
  return coming(review).length > 0;
}

/**
 * Refuses a plan that makes a guest under a number that the host has already. Proxmox refuses it, too, but bpg/proxmox
 * 0.111 asks for a container once more, takes "already exists" for its own, and goes on with what is somebody else's
 * (`retry.DoTask` in proxmox/nodes/containers/containers.go).
 *
 * @param taken names of the host's guests by their numbers
 */
export function refuseTaken(review: Review, taken: ReadonlyMap<number, string>): Review {
  const found = coming(review).flatMap(({ id, change }) => {
    const name = taken.get(id);
    return name === undefined ? [] : [refusal(change, name)];
  });
  return found.length === 0 ? review : { ...review, refusals: [...review.refusals, ...found] };
}

function coming({ changes }: Review): Coming[] {
  return changes.flatMap((change) => {
    const [, id] = /^(?:vm|ct) (\d+)$/.exec(change.subject.what) ?? [];
    return change.kind === "create" && id !== undefined ? [{ id: Number(id), change }] : [];
  });
}

function refusal({ subject: { name, what, file = "its file" }, address }: ReviewedChange, there: string): Refusal {
  const takeOver = what.startsWith("ct")
    ? `\`strata adopt ${name}\` takes it over; or write`
    : "Remove it there if an apply was cut short, or write";
  return {
    name,
    address,
    by: "number",
    reason: `${what} is on the host already, as ${there}. ${takeOver} another id in ${file}`,
  };
}
