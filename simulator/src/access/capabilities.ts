/** What a user may do anywhere, by area: a user interface shows its menus by it. Source: PVE::RPCEnvironment, compute_api_permission. */
import type { Cluster } from "../cluster.ts";
import { effectivePrivileges } from "../permission/effective.ts";
import { pathsWithGrants } from "./grants.ts";

const areas: Readonly<Record<string, RegExp>> = {
  access: /^(?:(?:User|Group)\.|Permissions\.Modify)/,
  dc: /^(?:Sys\.Audit|Sys\.Modify|SDN\.)/,
  mapping: /^(?:Mapping\.|Permissions\.Modify)/,
  nodes: /^(?:Sys\.|Permissions\.Modify)/,
  sdn: /^(?:SDN\.|Permissions\.Modify)/,
  storage: /^(?:Datastore\.|Permissions\.Modify)/,
  vms: /^(?:VM\.|Permissions\.Modify)/,
};

const always = ["/", "/nodes", "/access/groups", "/vms", "/storage", "/sdn", "/mapping"];

export function capabilities(cluster: Cluster, userid: string): Record<string, Record<string, 1>> {
  const found: Record<string, Record<string, 1>> = {};
  for (const area of Object.keys(areas)) found[area] = {};
  for (const path of new Set([...always, ...pathsWithGrants(cluster)])) {
    for (const privilege of effectivePrivileges(cluster.state, userid, path).keys()) {
      for (const area of areasOf(path, privilege)) found[area] = { ...found[area], [privilege]: 1 };
    }
  }
  return found;
}

/** What is granted on a pool counts for the machines and storages in it. */
function areasOf(path: string, privilege: string): string[] {
  const top = /^\/(\w+)/.exec(path)?.[1] ?? "dc";
  const candidates = top === "pool" ? ["vms", "storage"] : [top];
  return candidates.filter((area) => areas[area]?.test(privilege));
}
