/** What a user or token may do, and where. */
import { pathsWithGrants } from "../../access/grants.ts";
import type { Cluster } from "../../cluster.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { effectivePrivileges, type Held } from "../../permission/effective.ts";
import { everyone } from "../../permission/rule.ts";
import { pools } from "../../pools/pool.ts";
import { optional, string } from "../../schema/schema.ts";

const always = ["/", "/access", "/access/groups", "/nodes", "/pool", "/sdn", "/storage", "/vms"];
const userOrToken = "(?^:^(?^:[^\\s:/]+)\\@(?^:[A-Za-z][A-Za-z0-9\\.\\-_]+)(?:!(?^:[A-Za-z][A-Za-z0-9\\.\\-_]+))?$)";

/** One who does not exist may nothing; a path that cannot be one holds nothing. */
export const permissions = endpoint({
  method: "GET",
  path: "/access/permissions",
  permission: everyone,
  parameters: {
    userid: optional(string({ pattern: userOrToken })),
    path: optional(string()),
  },
  run({ cluster, caller, parameters: { userid = caller.id ?? "", path } }) {
    const ownToken = userid.includes("!") && userid.replace(/!.*$/, "") === caller.id;
    if (userid !== caller.id && !ownToken) caller.demand("/access", ["Sys.Audit"]);
    const held = (place: string) => shown(effectivePrivileges(cluster.state, userid, place));
    if (path) return { [path]: held(path) };
    return Object.fromEntries(
      places(cluster)
        .map((place) => [place, held(place)] as const)
        .filter(([, found]) => Object.keys(found).length > 0),
    );
  },
});

/** Privilege → whether it holds below too. */
const shown = (held: Held): Record<string, 0 | 1> =>
  Object.fromEntries([...held].map(([privilege, propagates]) => [privilege, propagates ? 1 : 0]));

/** Where anything is granted, or holds because of a pool. */
function places(cluster: Cluster): string[] {
  const found = new Set([...always, ...pathsWithGrants(cluster)]);
  for (const { guests, storages } of cluster.state.table(pools).all()) {
    for (const vmid of guests) found.add(`/vms/${vmid}`);
    for (const storage of storages) found.add(`/storage/${storage}`);
  }
  return [...found].sort();
}
