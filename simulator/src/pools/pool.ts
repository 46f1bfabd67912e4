/** Resource pools: guests and storages that are granted together. */
import { slice } from "../store/slice.ts";

export interface Pool {
  readonly poolid: string;
  readonly comment?: string;
  readonly guests: readonly number[];
  readonly storages: readonly string[];
}

export const pools = slice<Pool, "guest" | "storage">("pools", {
  guest: (pool) => pool.guests,
  storage: (pool) => pool.storages,
});
