import { holds, parseSubnet, toAddress, toNumber } from "./addresses.ts";
import { exitCodes, StrataError } from "./exit.ts";
import type { IdRange, Lab, Network } from "./lab.ts";

/** The lowest number (VMID) in a range that no guest, enabled or not, and no template of the lab has. */
export function lowestFreeId(lab: Lab, range: IdRange): number | undefined {
  return freeIds(lab, range).next().value;
}

/** Every such number, the lowest first. */
export function* freeIds(lab: Lab, range: IdRange): Generator<number, undefined> {
  const taken = new Set([
    ...[...lab.guests, ...(lab.kept ?? [])].map(({ id }) => id),
    ...lab.images.flatMap(({ releases }) => releases.map(({ template }) => template.id)),
  ]);
  for (let id = range.first; id <= range.last; id += 1) if (!taken.has(id)) yield id;
  return undefined;
}

/** The lowest address of a network that nothing in the lab has or reserves. */
export function lowestFreeAddress(lab: Lab, network: Network): string | undefined {
  const subnet = parseSubnet(network.subnet) ?? { first: 0, last: 0 };
  const reserved = network.reserved
    .map(({ first, last }) => ({ first: toNumber(first), last: toNumber(last) }))
    .sort((a, b) => a.first - b.first);
  const taken = new Set([...addressesInUse(lab)].map(toNumber));
  for (let address = subnet.first + 1; address < subnet.last; address += 1) {
    const range = reserved.find((candidate) => holds(candidate, address));
    if (range) address = range.last;
    else if (!taken.has(address)) return toAddress(address);
  }
  return undefined;
}

/** Where a guest goes that names no network: the first one that has a gateway. Throws where the site has no network. */
export function usualNetwork({ networks, site }: Lab): Network {
  const network = networks.find(({ gateway }) => gateway !== undefined) ?? networks[0];
  if (!network) throw noneLeft(`site ${site.name} has no network`);
  return network;
}

/** What a new guest would get: number and address, on the usual network. Throws where none is left. */
export function nextFree(lab: Lab, range: IdRange): { readonly id: number; readonly address: string } {
  const network = usualNetwork(lab);
  const id = lowestFreeId(lab, range);
  const address = lowestFreeAddress(lab, network);
  const { first, last } = range;
  if (id === undefined)
    throw noneLeft(`no number is free in ${first}-${last}; widen ids in personas/${lab.site.name}/site.yaml`);
  if (address === undefined) throw noneLeft(`no address is free in ${network.name} (${network.subnet})`);
  return { id, address };
}

function* addressesInUse({ guests, kept = [], nodes, networks, site }: Lab): Iterable<string> {
  for (const { address } of [...guests, ...kept, ...nodes]) yield address;
  for (const { gateway, dns } of networks) yield* gateway === undefined ? dns : [gateway, ...dns];
  if (site.quorum) yield site.quorum.qdevice;
}

function noneLeft(message: string): StrataError {
  return new StrataError(exitCodes.wrongInput, message);
}
