/** Who belongs to which pool. */
import type { Cluster } from "../cluster.ts";
import { PveError } from "../kernel/error.ts";
import { type Pool, pools } from "./pool.ts";

/** @throws 403 `Permission check failed (pool 'x' does not exist)`, as Proxmox answers it for a guest's pool */
export function demandPool(cluster: Cluster, poolid: string | undefined): void {
  if (poolid !== undefined && !cluster.state.table(pools).has(poolid)) {
    throw new PveError(403, `Permission check failed (pool '${poolid}' does not exist)`);
  }
}

export const poolOf = (cluster: Cluster, vmid: number): Pool | undefined =>
  cluster.state.table(pools).by("guest", vmid)[0];

export function joinPool(cluster: Cluster, vmid: number, poolid: string | undefined): void {
  const pool = poolid === undefined ? undefined : cluster.state.table(pools).get(poolid);
  if (pool) cluster.state.table(pools).put(pool.poolid, { ...pool, guests: [...pool.guests, vmid] });
}

/** A guest that is gone leaves its pool. */
export function leavePool(cluster: Cluster, vmid: number): void {
  const pool = poolOf(cluster, vmid);
  if (pool)
    cluster.state.table(pools).put(pool.poolid, { ...pool, guests: pool.guests.filter((member) => member !== vmid) });
}
