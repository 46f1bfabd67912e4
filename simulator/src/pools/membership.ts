/** Putting guests and storages into a pool and taking them out, with the right to grant on each. Source: PVE::API2::Pool, update_pool. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { demandGranting } from "../permission/granting.ts";
import { type Pool, pools } from "./pool.ts";

/**
 * Puts a guest into a pool; it is in one pool at most.
 * @throws 403 or 500, such as when it is in another pool and may not be moved
 */
export function addGuest(
  cluster: Cluster,
  caller: Caller,
  poolid: string,
  vmid: number,
  { allowMove }: { allowMove: boolean },
): void {
  demandGranting(caller, `/vms/${vmid}`);
  const pool = current(cluster, poolid);
  if (pool.guests.includes(vmid)) throw refusal(`VM ${vmid} is already a pool member`);
  const [other] = cluster.state.table(pools).by("guest", vmid);
  if (other) {
    if (!allowMove) {
      throw refusal(`VM ${vmid} belongs already to pool '${other.poolid}' and 'allow-move' is not set`);
    }
    caller.demand(`/pool/${other.poolid}`, ["Pool.Allocate"]);
    put(cluster, { ...other, guests: other.guests.filter((member) => member !== vmid) });
  }
  put(cluster, { ...pool, guests: [...pool.guests, vmid] });
}

export function dropGuest(cluster: Cluster, caller: Caller, poolid: string, vmid: number): void {
  demandGranting(caller, `/vms/${vmid}`);
  const pool = current(cluster, poolid);
  if (!pool.guests.includes(vmid)) throw refusal(`VM ${vmid} is not a pool member`);
  put(cluster, { ...pool, guests: pool.guests.filter((member) => member !== vmid) });
}

/** A storage may be in several pools. */
export function addStorage(cluster: Cluster, caller: Caller, poolid: string, storage: string): void {
  demandGranting(caller, `/storage/${storage}`);
  const pool = current(cluster, poolid);
  if (pool.storages.includes(storage)) throw refusal(`Storage '${storage}' is already a pool member`);
  put(cluster, { ...pool, storages: [...pool.storages, storage] });
}

export function dropStorage(cluster: Cluster, caller: Caller, poolid: string, storage: string): void {
  demandGranting(caller, `/storage/${storage}`);
  const pool = current(cluster, poolid);
  if (!pool.storages.includes(storage)) throw refusal(`Storage '${storage}' is not a pool member`);
  put(cluster, { ...pool, storages: pool.storages.filter((member) => member !== storage) });
}

/** The pool as the changes before this one left it. */
function current(cluster: Cluster, poolid: string): Pool {
  const pool = cluster.state.table(pools).get(poolid);
  if (!pool) throw refusal(`pool '${poolid}' does not exist`);
  return pool;
}

function put(cluster: Cluster, pool: Pool): void {
  cluster.state.table(pools).put(pool.poolid, pool);
}
