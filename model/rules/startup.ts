import { didYouMeanOrThereIs } from "../did-you-mean.ts";
import type { Draft, GuestDraft, Rule } from "../draft.ts";
import type { Fault } from "../fault.ts";
import { rings } from "../startup.ts";

/** A container waits for containers that its own node starts, each named once. */
export const waitsForWhatStarts: Rule = (draft) => {
  const known = new Map(draft.guests.map((guest) => [guest.name, guest]));
  return draft.guests.flatMap((guest) =>
    written(guest).flatMap((name, index, names): Fault[] => {
      const trouble = names.indexOf(name) < index ? "is named twice" : notStartedBefore(draft, guest, known, name);
      return trouble ? [guest.source.fault(["after", index], `after ${name} ${trouble}`)] : [];
    }),
  );
};

/** The names as they stand in the file: a fault points at one of them. */
function written({ after, source }: GuestDraft): string[] {
  return after === undefined ? [] : ((source.value as { after?: string[] }).after ?? []);
}

function notStartedBefore(
  draft: Draft,
  guest: GuestDraft,
  known: ReadonlyMap<string, GuestDraft>,
  name: string,
): string | undefined {
  const other = known.get(name);
  if (name === guest.name) return "is this container itself";
  if (!other) return `is no guest of site ${draft.name}${didYouMeanOrThereIs(name, containersBeside(draft, guest))}`;
  if (other.kind !== undefined && other.kind !== "lxc")
    return "is a machine, which has no place in the order of starts; only containers have";
  if (!other.enabled) return `is not enabled (${other.file}); enable it, or wait for another`;
  if (other.node && guest.node && other.node !== guest.node)
    return `starts with ${other.node.name}, and a node waits for nobody on another; put both on one node`;
  if (guest.onboot === true && other.onboot === false)
    return `does not start with its node (onboot: false), and ${guest.name} does`;
  return undefined;
}

function containersBeside({ guests }: Draft, { name, node }: GuestDraft): string[] {
  return guests
    .filter((guest) => guest.kind === "lxc" && guest.name !== name && guest.node === node)
    .map((guest) => guest.name);
}

/** No container waits for itself by way of others. */
export const noRings: Rule = ({ guests }) => {
  const waiting = guests.map(({ name, after = [] }) => ({ name, after: after.filter((other) => other !== name) }));
  return rings(waiting).flatMap((ring) => {
    const [first = ""] = ring;
    const guest = guests.find(({ name }) => name === first);
    return guest ? guest.source.fault(["after"], `starts after itself: ${[...ring, first].join(" → ")}`) : [];
  });
};
