/** What the fault privilege-revoked has taken from somebody. */
import type { Cluster } from "../cluster.ts";
import type { Withheld } from "../permission/caller.ts";

const nothing: readonly Withheld[] = [];

/** @param id user or token; a token loses what its user loses */
export function withheldFrom({ faults }: Cluster, id: string | undefined): readonly Withheld[] {
  if (faults.none) return nothing;
  return faults
    .holding("privilege-revoked")
    .filter(({ from }) => id === from || id?.startsWith(`${from}!`))
    .map(({ privilege, path = "/" }) => ({ privilege, path }));
}
