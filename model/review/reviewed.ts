import type { Lab } from "../lab.ts";

/** Where a plan comes from. */
export interface Reviewed {
  readonly stack: string;
  readonly lab: Lab;
  /** Addresses whose block says `prevent_destroy`. */
  readonly guarded: ReadonlySet<string>;
}
