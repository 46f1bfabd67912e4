/** Subnets of a network: what is leased in it, and by which gateway it is left. Source: PVE::Network::SDN::Subnets and SubnetPlugin. */
import type { Cluster } from "../cluster.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import { type Address, contains, readAddress, readNetwork } from "../network/ip.ts";
import { parseProperties } from "../schema/property-string.ts";
import type { Section } from "../sections/section-file.ts";
import { sectionNamed } from "./config.ts";
import { dhcpRange } from "./formats.ts";

/** What a subnet's name says: `lab-10.0.0.0-24` is 10.0.0.0/24 in the zone lab. */
export interface Place {
  readonly id: string;
  readonly zone: string;
  readonly cidr: string;
  readonly network: string;
  readonly mask: string;
}

export function placeOf(id: string): Place {
  const [zone = "", network = "", mask = ""] = id.split("-");
  return { id, zone, cidr: `${network}/${mask}`, network, mask };
}

/** Name of a network such as `10.0.0.0/24` in a zone. */
export const subnetId = (zone: string, cidr: string): string => `${zone}-${cidr.replace("/", "-")}`;

/** @throws 500 `sdn subnet 'lab-10.0.0.0-24' does not exist` */
export function subnetNamed(cluster: Cluster, id: string): Section {
  const subnet = sectionNamed(cluster, "subnets", id);
  if (!subnet) throw refusal(`sdn subnet '${id}' does not exist`);
  return subnet;
}

/** What is leased, as the API shows it. */
export const rangesOf = (ranges: unknown) =>
  Array.isArray(ranges) ? ranges.map((text) => parseProperties(dhcpRange, String(text))) : [];

/** A network of one address, whose gateway may lie anywhere. */
export const isPointToPoint = ({ id, settings: { gateway } }: Section): boolean =>
  placeOf(id).mask === "32" && readAddress(String(gateway ?? ""))?.version === 4;

/** The subnet fits its network, and its gateway and ranges lie in it. @throws 400 */
export function demandWithin(cluster: Cluster, subnet: Section): void {
  const { cidr } = placeOf(subnet.id);
  const { vnet: id, gateway } = subnet.settings;
  const vnet = sectionNamed(cluster, "vnets", String(id));
  if (!vnet) throw invalidParameters({ vnet: `${id} don't exist` });
  if (vnet.settings.vlanaware) throw invalidParameters({ vnet: "you can't add a subnet on a vlanaware vnet" });
  if (gateway && !isWithin(cidr, readAddress(String(gateway))) && !isPointToPoint(subnet)) {
    throw invalidParameters({ gateway: `${gateway} is not in subnet ${cidr}` });
  }
  demandRanges(cidr, rangesOf(subnet.settings["dhcp-range"]));
}

/** Whether an address lies in a network. */
export function isWithin(cidr: string, address: Address | undefined): boolean {
  const network = readNetwork(cidr);
  return network !== undefined && address !== undefined && contains(network, address);
}

const wrongRange = (fault: string) => invalidParameters({ "dhcp-range": fault });

function demandRanges(cidr: string, ranges: ReturnType<typeof rangesOf>): void {
  const taken: (readonly [bigint, bigint])[] = [];
  for (const { "start-address": from, "end-address": to } of ranges) {
    const [start, end] = [readAddress(from), readAddress(to)];
    if (!start) throw wrongRange(`start-address is not a valid IP ${from}`);
    if (!end) throw wrongRange(`end-address is not a valid IP ${to}`);
    if (start.value > end.value) throw wrongRange(`start-address ${from} must be smaller than end-address ${to}`);
    if (!isWithin(cidr, start)) throw wrongRange(`start-address ${from} is not in subnet ${cidr}`);
    if (!isWithin(cidr, end)) throw wrongRange(`end-address ${to} is not in subnet ${cidr}`);
    if (taken.some(([first, last]) => start.value <= last && first <= end.value)) {
      throw wrongRange("dhcp ranges must not overlap");
    }
    taken.push([start.value, end.value]);
  }
}
