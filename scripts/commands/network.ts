import { loadLab } from "../../model/load.ts";
import { type AddressesOfNetwork, networkMap } from "../../model/published/networks.ts";
import { colours } from "../colours.ts";
import type { StrataCommand } from "../command.ts";

/** `strata network`: who has which address. */
export default {
  async run({ root, site }) {
    const networks = networkMap(loadLab(root, site));
    return { text: networks.map(lines).join("\n\n"), facts: { site, networks } };
  },
} satisfies StrataCommand;

function lines({ network, taken, usable, free, next }: AddressesOfNetwork): string {
  const { name, bridge, vlan, subnet, gateway, reserved } = network;
  const wire = vlan === undefined ? bridge : `${bridge} VLAN ${vlan}`;
  const way = gateway === undefined ? "no gateway" : `gateway ${gateway}`;
  const left = next === undefined ? colours.red("none left") : `next free ${next}`;
  const ranges = reserved.map(({ first, last }) => (first === last ? first : `${first}-${last}`)).join(", ");
  const owners = Math.max(0, ...taken.map((one) => (one.name ?? "").length));
  return [
    `${colours.bold(name)}  ${subnet} · ${wire} · ${way} · ${free} of ${usable} free · ${left}`,
    ...(ranges === "" ? [] : [colours.dim(`  ${ranges} reserved`)]),
    ...taken.map(
      ({ address, name: owner = "", what }) => `  ${address.padEnd(15)}  ${owner.padEnd(owners)}  ${colours.dim(what)}`,
    ),
  ].join("\n");
}
