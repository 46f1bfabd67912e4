import { formatSize, roughSize } from "../bytes.ts";
import { capacity, type Taker } from "../capacity.ts";
import type { Draft, GuestDraft, Rule } from "../draft.ts";
import type { Fault } from "../fault.ts";

/** Memory and disks promised on a node stay within what it has. The largest guest is named, the others are listed. */
export const capacityFits: Rule = (draft) => {
  const guests = new Map(draft.guests.map((guest) => [guest.name, guest]));
  const { nodes, storages } = capacity({
    nodes: [...draft.nodes.values()],
    storages: [...draft.storages.values()],
    images: [...draft.images.values()].flatMap(({ image }) => image ?? []),
    guests: draft.guests.filter(({ enabled }) => enabled),
  });
  const memory = nodes.filter(({ usable, taken }) => taken > usable && usable > 0);
  const disks = storages.filter(({ size, taken }) => taken > size);
  return [
    ...memory.flatMap(({ node, usable, takers }) => tooMuch(draft, guests, "memory", node.name, usable, takers)),
    ...disks.flatMap(({ storage, node, size, takers }) =>
      tooMuch(draft, guests, "disk", node ? `${storage.name} of ${node}` : storage.name, size, takers),
    ),
  ];
};

function tooMuch(
  { site }: Draft,
  guests: ReadonlyMap<string, GuestDraft>,
  field: "memory" | "disk",
  where: string,
  usable: number,
  takers: readonly Taker[],
): Fault[] {
  const largest = takers.find(({ name }) => guests.has(name));
  const others = takers.filter((taker) => taker !== largest);
  const room = `${roughSize(usable)} usable${others.length > 0 ? `, ${taken(others)}` : ""}; \`strata capacity\` shows all`;
  if (largest) {
    const guest = guests.get(largest.name);
    const what = largest.data === undefined ? field : `data ${largest.data}`;
    const path = largest.data === undefined ? [field] : ["data", largest.data, "size"];
    const message = `${what} ${formatSize(largest.bytes)} does not fit on ${where}: ${room}`;
    return guest ? [guest.source.fault(path, message)] : [];
  }
  const storage = where.split(" ")[0] ?? where;
  return [site.source.fault(["storages", storage, "size"], `${where} is too small: ${room}`)];
}

function taken(takers: readonly Taker[]): string {
  const total = takers.reduce((sum, { bytes }) => sum + bytes, 0);
  const named = takers.slice(0, 3).map(({ name, bytes }) => `${name} ${roughSize(bytes)}`);
  const more = takers.length > 3 ? [`${takers.length - 3} more`] : [];
  return `${roughSize(total)} taken (${[...named, ...more].join(", ")})`;
}
