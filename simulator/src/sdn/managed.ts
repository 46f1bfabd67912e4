/**
 * What becomes of a zone's address management when its subnets and their addresses change.
 * Only Proxmox's own list is kept; others' servers are told nothing. Source: PVE::Network::SDN::Subnets and Vnets.
 */
import type { Cluster } from "../cluster.ts";
import { PveError, refusal } from "../kernel/error.ts";
import { printAddress, readAddress } from "../network/ip.ts";
import type { Section } from "../sections/section-file.ts";
import { type Holder, listAddress, listSubnet, unlistAddress, unlistSubnet } from "./address-list.ts";
import { runningSections, sectionNamed } from "./config.ts";
import { ipams } from "./ipams.ts";
import { isPointToPoint, isWithin, placeOf } from "./subnets.ts";
import { vnetNamed } from "./vnets.ts";

/** Whether a zone's addresses are in Proxmox's own list. */
export function isListed(cluster: Cluster, zone: string): boolean {
  const ipam = sectionNamed(cluster, "zones", zone)?.settings.ipam;
  return ipam !== undefined && ipams(cluster)[String(ipam)]?.type === "pve";
}

const canonical = (ip: unknown): string | undefined => {
  const address = ip === undefined ? undefined : readAddress(String(ip));
  return address && printAddress(address);
};

/** Lists a subnet and its gateway, as they are now. @throws 500 for a gateway's address that a guest has */
export function keepSubnet(cluster: Cluster, subnet: Section, before?: Section): void {
  const place = placeOf(subnet.id);
  if (!isListed(cluster, place.zone)) return;
  if (!before) listSubnet(cluster, place);
  if (isPointToPoint(subnet)) return;
  const [gateway, old] = [canonical(subnet.settings.gateway), canonical(before?.settings.gateway)];
  if (gateway === old) return;
  if (gateway) listAddress(cluster, place, gateway, { gateway: 1 });
  if (old) attempt(() => unlistAddress(cluster, place, old));
}

/** What Proxmox only warns of when it fails. */
function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof PveError)) throw error;
  }
}

/** @throws 500 for a subnet in which guests have addresses */
export function dropSubnet(cluster: Cluster, zone: string, id: string): void {
  if (isListed(cluster, zone)) unlistSubnet(cluster, placeOf(id));
}

/** The running subnet of a network that an address lies in. @throws 500 for none */
function subnetAround(cluster: Cluster, vnet: string, ip: string) {
  const found = runningSections(cluster, "subnets").find(
    ({ id, settings }) => settings.vnet === vnet && isWithin(placeOf(id).cidr, readAddress(ip)),
  );
  if (!found) throw refusal(`can't find any subnet for ip ${ip}`);
  return placeOf(found.id);
}

const isManaged = (cluster: Cluster, vnet: string): boolean =>
  isListed(cluster, String(vnetNamed(cluster, vnet).settings.zone));

/** @throws 500 for an address outside every subnet, or one that somebody has */
export function takeAddress(cluster: Cluster, vnet: string, ip: string, holder: Holder): void {
  const place = subnetAround(cluster, vnet, ip);
  if (isManaged(cluster, vnet)) listAddress(cluster, place, canonical(ip) ?? ip, holder);
}

/** @throws 500 for an address that nobody has */
export function giveAddressBack(cluster: Cluster, vnet: string, ip: string): void {
  const place = subnetAround(cluster, vnet, ip);
  if (isManaged(cluster, vnet)) unlistAddress(cluster, place, canonical(ip) ?? ip);
}
