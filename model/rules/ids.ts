import type { Draft, Rule } from "../draft.ts";
import { type Fault, type Position, place } from "../fault.ts";
import type { IdRange } from "../lab.ts";
import { collisions } from "./collisions.ts";
import { settledFirst } from "./settled-first.ts";

interface Numbered {
  readonly id: number;
  readonly name: string;
  readonly at: Position;
  readonly range: "vm" | "ct" | "template";
}

/** Every number in Proxmox belongs to one guest or template (a clash can end in the provider adopting a stranger). */
export const uniqueIds: Rule = (draft) =>
  collisions(numbered(draft).map((owner) => ({ key: owner.id, owner }))).map(({ taker, owner }) => ({
    at: taker.at,
    message: `id ${taker.id} is taken by ${owner.name} (${place(owner.at)})`,
  }));

/** Every number lies in the range that the site gives to its kind. */
export const idsInRange: Rule = (draft) =>
  numbered(draft).flatMap(({ id, at, range }) => {
    const allowed = draft.site.value.ids?.[range];
    if (!allowed || inside(allowed, id)) return [];
    return {
      at,
      message: `id ${id} is outside ${shown(allowed)}, the numbers of ${plural[range]} (${place(draft.site.source.at(["ids", range]))})`,
    };
  });

const plural = { vm: "virtual machines", ct: "containers", template: "templates" } as const;

/** The ranges of a site do not overlap, so that a number tells what it is. */
export const separateIdRanges: Rule = (draft) => {
  const { ids } = draft.site.value;
  if (!ids) return [];
  const ranges = (["vm", "ct", "template"] as const).toSorted((a, b) => ids[a].first - ids[b].first);
  return ranges.flatMap((name, index): Fault[] => {
    const before = ranges[index - 1];
    if (!before || ids[name].first > ids[before].last) return [];
    const message = `${name} ${shown(ids[name])} overlaps ${before} ${shown(ids[before])}`;
    return [draft.site.source.fault(["ids", name], message)];
  });
};

function numbered(draft: Draft): Numbered[] {
  const templates = [...draft.images.values()].flatMap((image) =>
    [...image.releases.values()].flatMap((release) =>
      release.templates.map(({ index, template }): Numbered => {
        const at = release.source.at(["templates", index, "id"]);
        return { id: template.id, name: `template ${image.name} ${release.version}`, at, range: "template" };
      }),
    ),
  );
  const guests = settledFirst(draft.guests).flatMap(({ id, name, kind, source }): Numbered[] =>
    id === undefined ? [] : [{ id, name, at: source.at(["id"]), range: kind === "lxc" ? "ct" : "vm" }],
  );
  return [...templates, ...guests];
}

function inside({ first, last }: IdRange, id: number): boolean {
  return first <= id && id <= last;
}

function shown({ first, last }: IdRange): string {
  return `${first}-${last}`;
}
