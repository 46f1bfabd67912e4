/** Proxmox's own list of addresses that are taken, by zone and subnet. Source: PVE::Network::SDN::Ipams::PVEPlugin. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { slice } from "../store/slice.ts";
import type { Place } from "./subnets.ts";

/** Who has an address: the network's gateway, or a guest. */
export interface Holder {
  readonly gateway?: 1;
  readonly vmid?: number;
  readonly hostname?: string;
  readonly mac?: string;
}

export interface ListedSubnet {
  readonly zone: string;
  readonly cidr: string;
  /** By address, in its canonical notation. */
  readonly ips: Readonly<Record<string, Holder>>;
}

export const addressList = slice<ListedSubnet, "zone">("sdn/pve-ipam-state", { zone: ({ zone }) => zone });

type Where = Pick<Place, "zone" | "cidr">;

const keyOf = ({ zone, cidr }: Where): string => `${zone} ${cidr}`;

export function listSubnet(cluster: Cluster, { zone, cidr }: Where): void {
  const table = cluster.state.table(addressList);
  if (!table.has(keyOf({ zone, cidr }))) table.put(keyOf({ zone, cidr }), { zone, cidr, ips: {} });
}

/** @throws 500 for a subnet that is not listed */
export function listedSubnet(cluster: Cluster, where: Where): ListedSubnet {
  const table = cluster.state.table(addressList);
  if (table.by("zone", where.zone).length === 0) throw refusal(`zone '${where.zone}' doesn't exist in IPAM DB`);
  const found = table.get(keyOf(where));
  if (!found) throw refusal(`subnet '${where.cidr}' doesn't exist in IPAM DB`);
  return found;
}

/** @throws 500 for a subnet in which somebody has an address, beside one gateway */
export function unlistSubnet(cluster: Cluster, where: Where): void {
  const holders = Object.values(listedSubnet(cluster, where).ips);
  if (holders.length > 1 || (holders.length === 1 && holders[0]?.gateway !== 1)) {
    throw refusal(`cannot delete subnet '${where.cidr}', not empty`);
  }
  cluster.state.table(addressList).remove(keyOf(where));
}

/** @throws 500 for an address that somebody has; a gateway may be told twice */
export function listAddress(cluster: Cluster, where: Where, ip: string, holder: Holder): void {
  const subnet = listedSubnet(cluster, where);
  const before = subnet.ips[ip];
  if (before && !(holder.gateway && before.gateway)) throw refusal(`IP '${ip}' already exist`);
  cluster.state.table(addressList).put(keyOf(where), { ...subnet, ips: { ...subnet.ips, [ip]: holder } });
}

/** @throws 500 for an address that nobody has */
export function unlistAddress(cluster: Cluster, where: Where, ip: string): void {
  const subnet = listedSubnet(cluster, where);
  const { [ip]: gone, ...ips } = subnet.ips;
  if (!gone) throw refusal(`IP '${ip}' does not exist in IPAM DB`);
  cluster.state.table(addressList).put(keyOf(where), { ...subnet, ips });
}

/** Addresses that a MAC address has in a zone. */
export const addressesOf = (cluster: Cluster, zone: string, mac: string): string[] =>
  cluster.state
    .table(addressList)
    .by("zone", zone)
    .flatMap(({ ips }) => Object.keys(ips).filter((ip) => ips[ip]?.mac === mac));
