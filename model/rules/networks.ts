import { holds, parseSubnet, type Subnet, toNumber } from "../addresses.ts";
import type { Draft, Rule } from "../draft.ts";
import { type Fault, place } from "../fault.ts";
import type { Network } from "../lab.ts";

/** Gateways and reserved ranges lie inside the subnet they belong to. */
export const insideSubnet: Rule = (draft) =>
  subnetsOf(draft).flatMap(({ network, subnet }) => [
    ...gatewayInside(draft, network, subnet),
    ...reservedInside(draft, network, subnet),
  ]);

function gatewayInside({ site }: Draft, { name, gateway, subnet: cidr }: Network, subnet: Subnet): Fault[] {
  if (gateway === undefined) return [];
  const number = toNumber(gateway);
  const fault = (trouble: string) => [
    site.source.fault(["networks", name, "gateway"], `gateway ${gateway} ${trouble}`),
  ];
  if (!holds(subnet, number)) return fault(`is outside ${name} (${cidr})`);
  if (number === subnet.first) return fault(`is the address of ${name} itself (${cidr})`);
  if (number === subnet.last) return fault(`is the broadcast address of ${name} (${cidr})`);
  return [];
}

function reservedInside({ site }: Draft, { name, reserved, subnet: cidr }: Network, subnet: Subnet): Fault[] {
  return reserved.flatMap(({ first, last }, index) => {
    if (holds(subnet, toNumber(first)) && holds(subnet, toNumber(last))) return [];
    const message = `reserved ${first}-${last} is not inside ${name} (${cidr})`;
    return site.source.fault(["networks", name, "reserved", index], message);
  });
}

/** Subnets do not overlap, so that an address tells its network. Sorted, each is held against the one reaching farthest. */
export const separateSubnets: Rule = (draft) => {
  const { source } = draft.site;
  const sorted = subnetsOf(draft).sort((a, b) => a.subnet.first - b.subnet.first || b.subnet.last - a.subnet.last);
  let farthest = sorted[0];
  return sorted.slice(1).flatMap((next): Fault[] => {
    const before = farthest;
    if (!before || next.subnet.last > before.subnet.last) farthest = next;
    if (!before || next.subnet.first > before.subnet.last) return [];
    const at = place(source.at(["networks", before.network.name, "subnet"]));
    const message = `subnet ${next.network.subnet} overlaps ${before.network.name} ${before.network.subnet} (${at})`;
    return [source.fault(["networks", next.network.name, "subnet"], message)];
  });
};

function subnetsOf({ networks }: Draft): { network: Network; subnet: Subnet }[] {
  return [...networks.values()].flatMap((network) => {
    const subnet = parseSubnet(network.subnet);
    return subnet ? [{ network, subnet }] : [];
  });
}
