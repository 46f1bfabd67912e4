import type { Container } from "../container.ts";
import type { Refusal } from "./refusals.ts";
import { loudestFirst, type Review, type ReviewedChange } from "./review.ts";

/** What root's step of a container would do: no plan of OpenTofu sees it. */
export interface RootPart {
  readonly guest: Container;
  /** Each thing that differs from the files, in words; none where all is as they say. */
  readonly words: readonly string[];
  /** Whether setting it restarts the container. */
  readonly restarts: boolean;
  /** What a person should know beside. */
  readonly notes: readonly string[];
  /** Why the step would not be taken; then nothing of it is known. */
  readonly refused?: string;
}

/** Whether the step is to run again, although its settings are what they were. */
export function hasDrifted(review: Review, part: RootPart): boolean {
  return part.words.length > 0 && !review.changes.some(isStep);
}

/** The review of a container's stack with what root's step does in it, or what differs where the plan leaves it out. */
export function withRootPart(review: Review, part: RootPart): Review {
  const { guest, words, refused, notes } = part;
  const step = review.changes.find(isStep);
  const told = notes.length > 0 ? { notes } : {};
  if (step && refused !== undefined) {
    const refusal: Refusal = { name: guest.name, address: step.address, by: "root", reason: refused };
    return { ...review, ...told, refusals: [...review.refusals, refusal] };
  }
  if (step)
    return {
      ...review,
      ...told,
      changes: loudestFirst(review.changes.map((change) => (isStep(change) ? inWords(change, review, part) : change))),
    };
  const differs = refused === undefined ? words : [refused];
  if (differs.length === 0) return { ...review, ...told };
  const way = refused === undefined ? [`${differs.join(", ")}; \`strata pct-set ${guest.name}\` sets it`] : differs;
  return { ...review, ...told, differs: way };
}

/** Of a container's stack, root's is the only step. */
function isStep({ address, kind }: ReviewedChange): boolean {
  return address.startsWith("terraform_data.") && kind !== "destroy" && kind !== "forget";
}

function inWords(change: ReviewedChange, { changes }: Review, { guest, words, restarts }: RootPart): ReviewedChange {
  const subject = {
    ...change.subject,
    name: guest.name,
    what: "root's step",
    node: guest.node.name,
    file: guest.file,
    ...(guest.protect && { holds: "its data" }),
  };
  // A container that is made anew has nothing of what was found: all of it is set again.
  if (changes.some(({ kind }) => kind === "replace")) return { ...change, subject };
  const details = words.length > 0 ? words : ["nothing left to do"];
  return {
    ...change,
    subject,
    details,
    forcedBy: [],
    kind: restarts && change.kind === "rerun" ? "restart" : change.kind,
  };
}
