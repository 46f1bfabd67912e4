import type { Lab } from "../lab.ts";
import { type IdsOfRange, idMap } from "./ids.ts";
import { linksOf } from "./links.ts";
import { type AddressesOfNetwork, networkMap } from "./networks.ts";

/** Name of a site's drawing, beside the page. */
export function pictureName(site: string): string {
  return `guests-${site}.svg`;
}

/** The reference page of what exists: each site's picture, numbers and addresses. */
export function guestsPage(labs: readonly Lab[]): string {
  return `${["# Guests", "Made from `personas/` by `strata reference`; edits here are lost. `make ids` and `make network` say the same.", ...labs.flatMap(section)].join("\n\n")}\n`;
}

/** The guests of every site as a table, with the page that each serves. */
export function guestsTable(labs: readonly Lab[]): string {
  const rows = labs.flatMap((lab) =>
    lab.guests
      .toSorted((a, b) => a.id - b.id)
      .map((guest) => {
        const pages = linksOf(lab, guest).map(({ name, url }) => `[${name}](${url})`);
        return [guest.id, `\`${guest.name}\``, guest.kind, guest.node.name, guest.address, pages.join(", ")];
      }),
  );
  return table(["number", "guest", "kind", "node", "address", "opens"], rows);
}

function section(lab: Lab): string[] {
  const { name } = lab.site;
  return [
    `## ${name}`,
    `![Networks, nodes and guests of ${name}](${pictureName(name)})`,
    "### Numbers",
    ...idMap(lab).map(numbers),
    "### Addresses",
    ...networkMap(lab).map(addresses),
  ];
}

function numbers({ what, first, last, taken, next }: IdsOfRange): string {
  const rows = taken.map(({ id, name, kind, node = "not enabled", address = "" }) => [
    id,
    `\`${name}\``,
    kind,
    node,
    address,
  ]);
  const head = `**${first}-${last}**: ${what}, ${next === undefined ? "none left" : `next free ${next}`}.`;
  return [head, ...(rows.length > 0 ? [table(["number", "name", "kind", "node", "address"], rows)] : [])].join("\n\n");
}

function addresses({ network, taken, usable, free, next }: AddressesOfNetwork): string {
  const { name, bridge, vlan, subnet, reserved } = network;
  const ranges = reserved.map((range) => `${range.first}-${range.last}`).join(", ");
  const facts = [
    vlan === undefined ? bridge : `${bridge} VLAN ${vlan}`,
    ...(ranges === "" ? [] : [`${ranges} reserved`]),
    `${free} of ${usable} free`,
    next === undefined ? "none left" : `next free ${next}`,
  ];
  const rows = taken.map((one) => [one.address, one.name === undefined ? "" : `\`${one.name}\``, one.what]);
  const head = `**${name}**, ${subnet}: ${facts.join(", ")}.`;
  return [head, ...(rows.length > 0 ? [table(["address", "name", "what"], rows)] : [])].join("\n\n");
}

function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
