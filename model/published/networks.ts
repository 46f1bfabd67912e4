import { type AddressRange, holds, parseSubnet, toNumber } from "../addresses.ts";
import type { Lab, Network } from "../lab.ts";
import { lowestFreeAddress } from "../next-free.ts";

/** A network, and who has which address in it. */
export interface AddressesOfNetwork {
  readonly network: Network;
  /** By address. */
  readonly taken: readonly TakenAddress[];
  /** Addresses that a guest may have, and how many of them are left. */
  readonly usable: number;
  readonly free: number;
  /** What a new guest would get; absent where none is left. */
  readonly next?: string;
}

export interface TakenAddress {
  readonly address: string;
  /** Absent for what has no name in the lab: a gateway, a DNS server, the third vote of the cluster. */
  readonly name?: string;
  /** Such as `node`, `lxc 114` or `gateway, DNS`. */
  readonly what: string;
}

/** Every address of the lab by its network. What lies in no network of the site (a DNS server elsewhere) is left out. */
export function networkMap(lab: Lab): readonly AddressesOfNetwork[] {
  const owners = addressOwners(lab);
  return lab.networks.map((network) => {
    const subnet = parseSubnet(network.subnet) ?? { first: 0, last: 0 };
    const taken = owners.filter(({ address }) => holds(subnet, toNumber(address)));
    const next = lowestFreeAddress(lab, network);
    const blocked = network.reserved.map(({ first, last }) => ({ first: toNumber(first), last: toNumber(last) }));
    const { usable, free } = room(subnet, blocked, taken);
    return { network, taken, usable, free, ...(next !== undefined && { next }) };
  });
}

/** Counts by ranges, not by addresses: a /8 has sixteen million of them. */
function room(subnet: AddressRange, blocked: readonly AddressRange[], taken: readonly TakenAddress[]) {
  let usable = subnet.last - subnet.first - 1;
  let after = subnet.first;
  for (const { first, last } of blocked.toSorted((a, b) => a.first - b.first)) {
    const from = Math.max(first, after + 1);
    const to = Math.min(last, subnet.last - 1);
    if (to >= from) usable -= to - from + 1;
    after = Math.max(after, to);
  }
  const outside = taken.filter(({ address }) => !blocked.some((range) => holds(range, toNumber(address))));
  return { usable, free: usable - outside.length };
}

/** Who has an address, each address once, by address. */
function addressOwners({ site, nodes, networks, guests, kept = [] }: Lab): TakenAddress[] {
  const owners = new Map<string, { name?: string; roles: string[] }>();
  const add = (address: string, role: string, name?: string) => {
    const { roles, name: known } = owners.get(address) ?? { roles: [] };
    const named = known ?? name;
    owners.set(address, {
      ...(named !== undefined && { name: named }),
      roles: roles.includes(role) ? roles : [...roles, role],
    });
  };
  for (const { address, name } of nodes) add(address, "node", name);
  for (const { address, name, kind, id } of guests) add(address, `${kind} ${id}`, name);
  for (const { address, name, kind, id } of kept) add(address, `${kind} ${id}, not enabled`, name);
  for (const { gateway } of networks) if (gateway !== undefined) add(gateway, "gateway");
  for (const { dns } of networks) for (const server of dns) add(server, "DNS");
  if (site.quorum) add(site.quorum.qdevice, "third vote");
  return [...owners]
    .map(([address, { roles, ...rest }]) => ({ address, ...rest, what: roles.join(", ") }))
    .sort((a, b) => toNumber(a.address) - toNumber(b.address));
}
