/** Addresses that a guest's system has: told ones, leased ones, and those it makes itself. */
import type { Cluster } from "../cluster.ts";
import { leasedTo } from "../guests/cards.ts";
import type { Guest } from "../guests/guest.ts";
import { nodes } from "../nodes/node.ts";

/** Last bytes from which the simulated network leases. */
const firstLease = 50;
const leases = 200;

/**
 * What a DHCP server on the guest's bridge gives it: what Proxmox itself leased to the card, else an address of the node's network
 * that follows from the guest's number.
 */
export function leasedAddresses(cluster: Cluster, guest: Guest, card: number): readonly string[] {
  const own = leasedTo(cluster, guest, card);
  if (own) return own;
  const node = cluster.state.table(nodes).get(guest.node);
  const network = (node?.address ?? "192.168.1.1").replace(/\.\d+$/, "");
  return [`${network}.${firstLease + ((guest.vmid + card * 101) % leases)}/${node?.prefix ?? 24}`];
}

/** The link-local address that follows from a MAC address (RFC 4291, modified EUI-64). */
export function linkLocal(mac: string): string {
  const bytes = mac.split(":").map((byte) => Number.parseInt(byte, 16));
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = bytes;
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  return `fe80::${groups.map((group) => group.toString(16)).join(":")}/64`;
}
