import { loadLab } from "../../model/load.ts";
import { type IdsOfRange, idMap, type TakenId } from "../../model/published/ids.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";

/** `strata ids`: who has which number in Proxmox. */
export default {
  async run({ root, site }) {
    const ranges = idMap(loadLab(root, site));
    return { text: ranges.map(lines).join("\n\n"), facts: { site, ranges } };
  },
} satisfies StrataCommand;

function lines({ what, first, last, taken, next }: IdsOfRange): string {
  const left = next === undefined ? colours.red("none left") : `next free ${next}`;
  const width = Math.max(0, ...taken.map(({ name }) => name.length));
  const places = Math.max(0, ...taken.map(({ node = "" }) => node.length));
  const head = `${colours.bold(what)}  ${first}-${last} · ${taken.length} taken · ${left}`;
  return [head, ...taken.map((one) => line(one, width, places))].join("\n");
}

function line({ id, name, kind, node, address = "" }: TakenId, width: number, places: number): string {
  const state = node === undefined ? `  ${colours.yellow("not enabled")}` : "";
  const what = `${kind.padEnd(8)}  ${(node ?? "").padEnd(places)}`;
  return `  ${id}  ${name.padEnd(width)}  ${what}  ${address}${state}`.trimEnd();
}
