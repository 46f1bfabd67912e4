import { roughSize } from "../../model/bytes.ts";
import { type Capacity, capacity, type NodeCapacity, type StorageCapacity, type Taker } from "../../model/capacity.ts";
import { exitCodes } from "../../model/exit.ts";
import { giveWay } from "../../model/give-way.ts";
import type { Node } from "../../model/lab.ts";
import { loadLab } from "../../model/load.ts";
import { capacityFits } from "../../model/rules/capacity-fits.ts";
import { rules } from "../../model/rules.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";

/** `strata capacity`: what each node and storage has, who takes it, and who would have to give where it is too little. */
const command: StrataCommand = {
  async run({ root, site }) {
    // What does not fit is what this command is there to show.
    const others = rules.filter((rule) => rule !== capacityFits);
    const report = capacity(loadLab(root, site, others));
    const text = [table(report), ...tooMuch(report)].join("\n");
    return { text, facts: facts(report), ...(tooMuch(report).length > 0 && { exit: exitCodes.wrongInput }) };
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
    note: `${kept(node)} · ${cores} virtual cores on ${node.cores} · ${list(takers)}`,
  }));
  const disks = storages.map((one) => ({
    name: placeName(one),
    taken: one.taken,
    size: one.size,
    note: list(one.takers),
  }));
  const width = Math.max(...[...memory, ...disks].map(({ name }) => name.length));
  const lines = (rows: readonly Row[]) => rows.map((row) => line(row, width));
  return ["memory", ...lines(memory), "", "disks", ...lines(disks)].join("\n");
}

/** Bytes that a node keeps from its guests, such as `31.3GiB less 2GiB for Proxmox and 4GiB for ZFS`. */
function kept({ memory: { total, reserve, arc } }: Node): string {
  const zfs = arc > 0 ? ` and ${roughSize(arc)} for ZFS` : "";
  return `${roughSize(total)} less ${roughSize(reserve)} for Proxmox${zfs}`;
}

/** A line for each node and storage that promises more than it has, behind an empty one. */
function tooMuch({ nodes, storages }: Capacity): string[] {
  const lines = [
    ...nodes.flatMap((one) => giving(`memory of ${one.node.name}`, one.usable, one)),
    ...storages.flatMap((one) => giving(placeName(one), one.size, one)),
  ];
  return lines.length > 0 ? ["", ...lines] : [];
}

function giving(what: string, usable: number, promised: { taken: number; takers: readonly Taker[] }): string[] {
  const found = giveWay(usable, promised);
  if (!found) return [];
  const { excess, oneOf, together } = found;
  const [only, ...more] = oneOf;
  const who =
    only === undefined
      ? `${together.join(", ")} would have to give together`
      : `${more.length > 0 ? `one of ${oneOf.join(", ")}` : only} would have to give`;
  return [`${what}: ${roughSize(excess)} too much; ${who}`];
}

function placeName({ storage, node }: StorageCapacity): string {
  return node === undefined ? storage.name : `${storage.name} of ${node}`;
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
  const way = (usable: number, promised: NodeCapacity | StorageCapacity) => {
    const found = giveWay(usable, promised);
    return found && { giveWay: found };
  };
  return {
    nodes: nodes.map((one) => ({ ...one, node: one.node.name, nodeCores: one.node.cores, ...way(one.usable, one) })),
    storages: storages.map((one) => ({ ...one, storage: one.storage.name, ...way(one.size, one) })),
  };
}
