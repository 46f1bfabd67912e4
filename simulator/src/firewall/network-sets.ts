/**
 * IP sets that the software-defined network brings: its subnets, gateways and leases, by names that rules may use.
 * Source: SdnConfig::ipsets and Ipam::ipsets of proxmox-ve-config.
 */
import type { Cluster } from "../cluster.ts";
import type { Caller } from "../permission/caller.ts";
import { addressList } from "../sdn/address-list.ts";
import { runningSections } from "../sdn/config.ts";
import { vnetPath } from "../sdn/vnets.ts";

/** Remarks by the names of the sets. */
export type NetworkSets = ReadonlyMap<string, string | undefined>;

const setsOfNetwork = (id: string): readonly (readonly [string, string])[] => [
  [`${id}-all`, `All subnets of VNet ${id}`],
  [`${id}-gateway`, `All gateways of VNet ${id}`],
  [`${id}-no-gateway`, `All subnets of VNet ${id}, excluding gateways`],
  [`${id}-dhcp`, `DHCP ranges of VNet ${id}`],
];

/** @param caller whose rights limit them; all of them where nobody asks */
export function networkSets(cluster: Cluster, caller?: Caller): NetworkSets {
  const seen = (path: string, ...wanted: string[]) => !caller || caller.can(path, wanted, { any: true });
  const networks = runningSections(cluster, "vnets").filter((vnet) =>
    seen(vnetPath(vnet), "SDN.Audit", "SDN.Allocate"),
  );
  const holders = [...cluster.state.table(addressList).all()].flatMap(({ ips }) => Object.values(ips));
  const guests = new Set(holders.flatMap(({ vmid }) => (vmid === undefined ? [] : [vmid])));
  return new Map([
    ...networks.flatMap(({ id }) => setsOfNetwork(id)),
    ...[...guests]
      .filter((vmid) => seen(`/vms/${vmid}`, "VM.Audit"))
      .map((vmid) => [`guest-ipam-${vmid}`, undefined] as const),
  ]);
}
