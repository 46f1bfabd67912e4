/** What changing a guest asks of the caller, where machines and containers ask the same. Source: PVE::RPCEnvironment and PVE::GuestHelpers. */
import type { Cluster } from "../cluster.ts";
import type { Caller } from "../permission/caller.ts";
import { zoneOfBridge } from "../sdn/vnets.ts";

/** The caller's right on a guest, or on the pool it is made in. @throws 403 */
export function demandOnGuest(
  caller: Caller,
  vmid: number,
  pool: string | undefined,
  wanted: readonly string[],
  options: { any?: boolean } = {},
): void {
  if (pool !== undefined && caller.can(`/pool/${pool}`, wanted, options)) return;
  caller.demand(`/vms/${vmid}`, wanted, options);
}

/** The right to plug into a bridge, or into each VLAN of it that a network card names. @throws 403 */
export function demandBridge(
  cluster: Cluster,
  caller: Caller,
  card: {
    readonly bridge?: string | undefined;
    readonly tag?: number | undefined;
    readonly trunks?: string | undefined;
  },
): void {
  if (caller.isRoot || card.bridge === undefined) return;
  const bridge = `/sdn/zones/${zoneOfBridge(cluster, card.bridge)}/${card.bridge}`;
  const vlans = [...(card.tag === undefined ? [] : [card.tag]), ...vlansOf(card.trunks ?? "")];
  for (const vlan of vlans) caller.demand(`${bridge}/${vlan}`, ["SDN.Use"]);
  if (vlans.length === 0) caller.demand(bridge, ["SDN.Use"]);
}

/** `2;4-6` is 2, 4, 5 and 6. */
function vlansOf(trunks: string): number[] {
  return trunks
    .split(";")
    .filter((part) => part !== "")
    .flatMap((part) => {
      const [first = 0, last = first] = part.split("-").map(Number);
      return Array.from({ length: last - first + 1 }, (_, index) => first + index);
    });
}
