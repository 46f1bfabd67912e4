/**
 * Addresses that are leased: a card that is plugged into a network has one of each version, for as long as it is.
 * Source: PVE::Network::SDN::Vnets, add_next_free_cidr and del_ips_from_mac.
 */
import type { Cluster } from "../cluster.ts";
import { type Address, lastOf, printAddress, readAddress, readNetwork } from "../network/ip.ts";
import type { Section } from "../sections/section-file.ts";
import { addressesOf, type Holder, listAddress, listedSubnet, unlistAddress } from "./address-list.ts";
import { runningSections, sectionNamed } from "./config.ts";
import { isListed } from "./managed.ts";
import { isWithin, type Place, placeOf, rangesOf } from "./subnets.ts";

/** The zone of a network, if it leases and Proxmox's own list says to whom. */
function leasingZone(cluster: Cluster, vnet: string): string | undefined {
  const zone = sectionNamed(cluster, "zones", String(sectionNamed(cluster, "vnets", vnet)?.settings.zone));
  return zone?.settings.dhcp !== undefined && isListed(cluster, zone.id) ? zone.id : undefined;
}

const subnetsIn = (cluster: Cluster, vnet: string): Section[] =>
  runningSections(cluster, "subnets").filter(({ settings }) => settings.vnet === vnet);

/** Gives a card the next free address of each version; a network that has none left gives none. */
export function lease(cluster: Cluster, vnet: string, holder: Holder & { readonly mac: string }): void {
  if (leasingZone(cluster, vnet) === undefined) return;
  const served = new Set<number>();
  for (const subnet of subnetsIn(cluster, vnet)) {
    const place = placeOf(subnet.id);
    const free = nextFree(cluster, place, subnet);
    if (!free || served.has(free.version)) continue;
    served.add(free.version);
    listAddress(cluster, place, printAddress(free), holder);
  }
}

function nextFree(cluster: Cluster, place: Place, subnet: Section): Address | undefined {
  const { ips } = listedSubnet(cluster, place);
  for (const [first, last] of spansOf(place, subnet)) {
    for (let { value } = first; value <= last.value; value += 1n) {
      if (!ips[printAddress({ ...first, value })]) return { ...first, value };
    }
  }
  return undefined;
}

/** The ranges that are leased; without any, all but an IPv4 network's own address and its broadcast. */
function spansOf(place: Place, subnet: Section): (readonly [Address, Address])[] {
  const ranges = rangesOf(subnet.settings["dhcp-range"]).flatMap((range) => {
    const [from, to] = [readAddress(range["start-address"]), readAddress(range["end-address"])];
    return from && to ? [[from, to] as const] : [];
  });
  const network = readNetwork(place.cidr);
  if (ranges.length > 0 || !network) return ranges;
  const [first, last] = [network.first, lastOf(network)];
  if (first.version === 6 || network.prefix === 32) return [[first, last]];
  return [
    [
      { ...first, value: first.value + 1n },
      { ...last, value: last.value - 1n },
    ],
  ];
}

/** Takes a card's addresses back. */
export function endLease(cluster: Cluster, vnet: string, mac: string): void {
  for (const [ip, place] of leasesOf(cluster, vnet, mac)) unlistAddress(cluster, place, ip);
}

/** Addresses of a card in a network, each with its subnet. */
export function leasesOf(cluster: Cluster, vnet: string, mac: string): (readonly [string, Place])[] {
  const zone = leasingZone(cluster, vnet);
  if (zone === undefined) return [];
  const places = subnetsIn(cluster, vnet).map(({ id }) => placeOf(id));
  return addressesOf(cluster, zone, mac).flatMap((ip) => {
    const place = places.find(({ cidr }) => isWithin(cidr, readAddress(ip)));
    return place ? [[ip, place] as const] : [];
  });
}
