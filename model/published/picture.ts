import type { Lab } from "../lab.ts";
import { type AddressesOfNetwork, networkMap } from "./networks.ts";

/** A guest as a row of its node's card. */
interface Row {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly kind: string;
}

interface Card {
  readonly title: string;
  readonly subtitle: string;
  readonly rows: readonly Row[];
}

/** Pixels. A character of the fixed-width font at 13 px takes up to 8. */
const size = { margin: 16, gap: 16, row: 22, head: 48, band: 30, character: 8, inset: 14 } as const;

/** The lab as a drawing (SVG): its networks as bands, below them each node with its guests by number. */
export function picture(lab: Lab): string {
  const networks = networkMap(lab);
  const cards = cardsOf(lab);
  const columns = columnsOf(cards.flatMap(({ rows }) => rows));
  const card = columns.right + size.inset;
  const below = size.margin + networks.length * (size.band + 6) + 10;
  const tallest = Math.max(...cards.map(({ rows }) => size.head + Math.max(1, rows.length) * size.row + 10));
  const width = Math.max(2 * size.margin + cards.length * (card + size.gap) - size.gap, 720);
  const height = below + tallest + size.margin;
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>Networks, nodes and guests of ${lab.site.name}</title>`,
    `<style>${style}</style>`,
    `<rect class="paper" width="${width}" height="${height}"/>`,
    ...networks.flatMap((network, index) => band(network, size.margin + index * (size.band + 6), width)),
    ...cards.flatMap((one, index) =>
      cardLines(one, columns, { x: size.margin + index * (card + size.gap), y: below, width: card, height: tallest }),
    ),
    "</svg>",
  ].join("\n")}\n`;
}

/** Light and dark as the reader has it. */
const style = [
  "text{font:13px ui-monospace,Menlo,Consolas,monospace;fill:#1f2328}",
  ".paper{fill:#fff}.card{fill:#f6f8fa;stroke:#d1d9e0}.band{fill:#ddf4ff;stroke:#54aeff}",
  ".strong{font-weight:600}.faint{fill:#59636e}.lxc{fill:#1a7f37}.vm{fill:#0969da}.k3s{fill:#8250df}",
  "@media (prefers-color-scheme:dark){text{fill:#f0f6fc}.paper{fill:#0d1117}.card{fill:#151b23;stroke:#3d444d}",
  ".band{fill:#0c2d4d;stroke:#1f6feb}.faint{fill:#9198a1}.lxc{fill:#3fb950}.vm{fill:#58a6ff}.k3s{fill:#a371f7}}",
].join("");

/** Where the parts of a row begin, and where it ends, from the left of its card. */
interface Columns {
  readonly id: number;
  readonly name: number;
  readonly right: number;
}

/** As wide as the longest number and name; an address has up to 15 characters. */
function columnsOf(rows: readonly Row[]): Columns {
  const longest = (least: number, texts: readonly string[]) => Math.max(least, ...texts.map(({ length }) => length));
  const id = size.inset + 12;
  const name =
    id +
    (longest(
      3,
      rows.map((row) => `${row.id}`),
    ) +
      2) *
      size.character;
  return {
    id,
    name,
    right:
      name +
      (longest(
        12,
        rows.map((row) => row.name),
      ) +
        2 +
        15) *
        size.character,
  };
}

/** One card a node, and one for those that are not enabled, where there are such. */
function cardsOf({ nodes, guests, kept = [] }: Lab): readonly Card[] {
  const byId = (rows: readonly Row[]) => rows.toSorted((a, b) => a.id - b.id);
  const cards = nodes.map((node) => ({
    title: node.name,
    subtitle: `node · ${node.address}`,
    rows: byId(guests.filter((guest) => guest.node.name === node.name)),
  }));
  const off = { title: "not enabled", subtitle: "keep their numbers and addresses", rows: byId(kept) };
  return kept.length > 0 ? [...cards, off] : cards;
}

function band({ network, free, usable }: AddressesOfNetwork, y: number, width: number): string[] {
  const { name, bridge, vlan, subnet } = network;
  const wire = vlan === undefined ? bridge : `${bridge} VLAN ${vlan}`;
  const words = `${name} · ${wire} · ${subnet} · ${free} of ${usable} free`;
  return [
    `<rect class="band" x="${size.margin}" y="${y}" width="${width - 2 * size.margin}" height="${size.band}" rx="6"/>`,
    `<text x="${size.margin + 12}" y="${y + 20}">${words}</text>`,
  ];
}

function cardLines(
  { title, subtitle, rows }: Card,
  columns: Columns,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): string[] {
  return [
    `<rect class="card" x="${x}" y="${y}" width="${width}" height="${height}" rx="8"/>`,
    `<text class="strong" x="${x + size.inset}" y="${y + 21}">${title}</text>`,
    `<text class="faint" x="${x + size.inset}" y="${y + 38}">${subtitle}</text>`,
    ...rows.flatMap((row, index) => rowLines(row, columns, x, y + size.head + index * size.row)),
  ];
}

function rowLines({ id, name, address, kind }: Row, columns: Columns, x: number, y: number): string[] {
  return [
    `<rect class="${kind}" x="${x + size.inset}" y="${y + 4}" width="4" height="14" rx="2"/>`,
    `<text class="faint" x="${x + columns.id}" y="${y + 16}">${id}</text>`,
    `<text x="${x + columns.name}" y="${y + 16}">${name}</text>`,
    `<text class="faint" x="${x + columns.right}" y="${y + 16}" text-anchor="end">${address}</text>`,
  ];
}
