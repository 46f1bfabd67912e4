/** Resource pools: guests and storages that are granted together. */
import { slice } from "../store/slice.ts";

export interface Pool {
  /** Up to three levels deep: `lab/k3s/workers`. */
  readonly poolid: string;
  readonly comment?: string;
  readonly guests: readonly number[];
  readonly storages: readonly string[];
}

/** `lab` of `lab/k3s`; undefined at the top. */
export const parentOf = (poolid: string): string | undefined => /^(.+)\/[^/]+$/.exec(poolid)?.[1];

export const pools = slice<Pool, "guest" | "storage" | "parent">("pools", {
  guest: (pool) => pool.guests,
  storage: (pool) => pool.storages,
  parent: (pool) => parentOf(pool.poolid),
});
