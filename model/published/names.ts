import { holds, parseSubnet, toNumber } from "../addresses.ts";
import type { Lab } from "../lab.ts";

/** What is found by name: a node or a guest. */
export interface Named {
  /** One DNS label, such as `gitea`. */
  readonly name: string;
  readonly address: string;
}

/** Nodes and guests by address. A guest that is not enabled does not answer, so it has no name either. */
export function named({ nodes, guests }: Lab): readonly Named[] {
  return [...nodes, ...guests]
    .map(({ name, address }) => ({ name, address }))
    .sort((a, b) => toNumber(a.address) - toNumber(b.address));
}

/** Such as `gitea.home.arpa`. */
export function fullName({ site }: Lab, name: string): string {
  return `${name}.${site.domain}`;
}

/**
 * The servers that answer for the lab's own domain: those DNS servers of its networks that stand in one of them, under
 * the name they have or else `ns1`, `ns2` and so on. A server elsewhere (9.9.9.9) knows nothing of the domain.
 */
export function nameServers(lab: Lab): readonly Named[] {
  const subnets = lab.networks.flatMap(({ subnet }) => parseSubnet(subnet) ?? []);
  const addresses = [...new Set(lab.networks.flatMap(({ dns }) => dns))].filter((address) =>
    subnets.some((subnet) => holds(subnet, toNumber(address))),
  );
  const known = new Map(named(lab).map(({ name, address }) => [address, name]));
  const free = freeNames(new Set(known.values()));
  return addresses.map((address) => ({ name: known.get(address) ?? free(), address }));
}

/** Gives `ns1`, `ns2` and so on, passing over names that somebody has. */
function freeNames(taken: ReadonlySet<string>): () => string {
  let count = 0;
  return () => {
    do count += 1;
    while (taken.has(`ns${count}`));
    return `ns${count}`;
  };
}
