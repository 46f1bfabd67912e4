import { roughSize } from "../../model/bytes.ts";
import { type Capacity, capacity, type Taker } from "../../model/capacity.ts";
import { loadLab } from "../../model/load.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";

/** `strata capacity`: what each node and storage has, and who takes it. */
const command: StrataCommand = {
  async run({ root, site }) {
    const report = capacity(loadLab(root, site));
    return { text: table(report), facts: facts(report) };
  },
};

export default command;

interface Row {
  readonly name: string;
  readonly taken: number;
  readonly size: number;
  readonly note: string;
}

function table({ nodes, storages }: Capacity): string {
  const memory = nodes.map(({ node, usable, taken, takers, cores }) => ({
    name: node.name,
    taken,
    size: usable,
    note: `${cores} virtual cores on ${node.cores} · ${list(takers)}`,
  }));
  const disks = storages.map(({ storage, node, size, taken, takers }) => ({
    name: node === undefined ? storage.name : `${storage.name} of ${node}`,
    taken,
    size,
    note: list(takers),
  }));
  const width = Math.max(...[...memory, ...disks].map(({ name }) => name.length));
  const lines = (rows: readonly Row[]) => rows.map((row) => line(row, width));
  return ["memory", ...lines(memory), "", "disks", ...lines(disks)].join("\n");
}

function line({ name, taken, size, note }: Row, width: number): string {
  const share = size > 0 ? taken / size : 1;
  const percent = `${Math.round(share * 100)}%`.padStart(4);
  const room = `${roughSize(taken).padStart(8)} of ${roughSize(size).padStart(8)}`;
  return `  ${name.padEnd(width)}  ${bar(share)} ${percent} ${room}  ${colours.dim(note)}`;
}

function bar(share: number): string {
  const cells = 20;
  const full = Math.min(cells, Math.round(share * cells));
  const colour = share > 0.9 ? colours.red : share > 0.75 ? colours.yellow : colours.green;
  return colour("█".repeat(full)) + colours.dim("░".repeat(cells - full));
}

function list(takers: readonly Taker[]): string {
  const named = takers.slice(0, 5).map(({ name, bytes }) => `${name} ${roughSize(bytes)}`);
  return [...named, ...(takers.length > 5 ? [`${takers.length - 5} more`] : [])].join(", ") || "nobody";
}

function facts({ nodes, storages }: Capacity) {
  return {
    nodes: nodes.map(({ node, ...rest }) => ({ node: node.name, ...rest, nodeCores: node.cores })),
    storages: storages.map(({ storage, ...rest }) => ({ storage: storage.name, ...rest })),
  };
}
