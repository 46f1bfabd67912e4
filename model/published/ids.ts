import type { Guest, IdRange, Lab } from "../lab.ts";
import { lowestFreeId } from "../next-free.ts";

/** A range of numbers (VMIDs) of the site, and who has which of them. */
export interface IdsOfRange extends IdRange {
  readonly what: "containers" | "virtual machines" | "templates";
  /** By number. */
  readonly taken: readonly TakenId[];
  /** What a new one would get; absent where none is left. */
  readonly next?: number;
}

export interface TakenId {
  readonly id: number;
  readonly name: string;
  readonly kind: Guest["kind"] | "template";
  /** Node it is on; absent for a guest that is not enabled. */
  readonly node?: string;
  /** Absent for a template. */
  readonly address?: string;
}

/** Every number of the lab by its range. */
export function idMap(lab: Lab): readonly IdsOfRange[] {
  const { ids } = lab.site;
  const guests = everyGuest(lab);
  return [
    ofRange(
      lab,
      "containers",
      ids.ct,
      guests.filter(({ kind }) => kind === "lxc"),
    ),
    ofRange(
      lab,
      "virtual machines",
      ids.vm,
      guests.filter(({ kind }) => kind !== "lxc"),
    ),
    ofRange(lab, "templates", ids.template, templates(lab)),
  ];
}

function ofRange(lab: Lab, what: IdsOfRange["what"], range: IdRange, taken: readonly TakenId[]): IdsOfRange {
  const next = lowestFreeId(lab, range);
  const sorted = taken.toSorted((a, b) => a.id - b.id);
  return { what, ...range, taken: sorted, ...(next !== undefined && { next }) };
}

function everyGuest({ guests, kept = [] }: Lab): TakenId[] {
  return [
    ...guests.map(({ id, name, kind, node, address }) => ({ id, name, kind, node: node.name, address })),
    ...kept.map(({ id, name, kind, address }) => ({ id, name, kind, address })),
  ];
}

function templates({ images }: Lab): TakenId[] {
  return images
    .flatMap(({ releases }) => releases)
    .map(({ template: { id, name, node } }) => ({ id, name, kind: "template", node }));
}
