/** The access control list: where something may be granted, and what goes with its object. Source: PVE::AccessControl. */
import type { Cluster } from "../cluster.ts";
import { type Grant, grantKey, grants } from "./slices.ts";

const name = "[A-Za-z0-9._-]+";
const word = "[A-Za-z0-9]+";

/** Paths that mean something to Proxmox. */
const known = new RegExp(
  `^(?:${[
    "/",
    `/access(?:/(?:groups|realm)(?:/${name})?)?`,
    `/nodes(?:/${name})?`,
    `/pool(?:/${name}){0,3}`,
    "/sdn",
    "/sdn/controllers(?:/[A-Za-z0-9_-]+)?",
    `/sdn/(?:dns|fabrics|ipams)(?:/${word})?`,
    `/sdn/zones(?:/${name}(?:/${name}(?:/[1-9][0-9]{0,3})?)?)?`,
    `/storage(?:/${name})?`,
    "/vms(?:/[1-9][0-9]{2,})?",
    `/mapping(?:/${name}){0,2}`,
  ].join("|")})$`,
);

/** Whether something may be granted on a path. @param path normalized */
export const isGrantPath = (path: string): boolean => known.test(path);

/** Grants in the order of the tree: by path, then users' before groups' before tokens', as they came. */
export function grantsInOrder(cluster: Cluster): Grant[] {
  const rank = { user: 0, group: 1, token: 2 } as const;
  const parts = (path: string) => path.split("/").filter(Boolean);
  return [...cluster.state.table(grants).all()].sort(
    (a, b) => byParts(parts(a.path), parts(b.path)) || rank[a.kind] - rank[b.kind],
  );
}

function byParts(a: readonly string[], b: readonly string[]): number {
  for (const [index, part] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (part !== other) return part < other ? -1 : 1;
  }
  return a.length - b.length;
}

/** Every path on which or below which something is granted, so `/vms` with `/vms/100`. */
export function pathsWithGrants(cluster: Cluster): Set<string> {
  const paths = new Set(["/"]);
  for (const { path } of cluster.state.table(grants).all()) {
    for (let end = path.indexOf("/", 1); end > 0; end = path.indexOf("/", end + 1)) paths.add(path.slice(0, end));
    paths.add(path);
  }
  return paths;
}

export function removeGrantsTo(cluster: Cluster, kind: Grant["kind"], to: string): void {
  remove(cluster, cluster.state.table(grants).by("to", `${kind}:${to}`));
}

export function removeGrantsOfRole(cluster: Cluster, roleid: string): void {
  remove(cluster, cluster.state.table(grants).by("role", roleid));
}

/** What was granted on a pool and below it; what was granted on a nested pool alone stays, as it does in Proxmox (delete_pool_acl). */
export function removeGrantsOnPool(cluster: Cluster, poolid: string): void {
  if (poolid.includes("/")) return;
  const path = `/pool/${poolid}`;
  const all = [...cluster.state.table(grants).all()];
  remove(
    cluster,
    all.filter((grant) => grant.path === path || grant.path.startsWith(`${path}/`)),
  );
}

/** What was granted on a guest (`/vms/100`) or a storage (`/storage/nas`) goes when it goes. */
export function removeGrantsOn(cluster: Cluster, path: string): void {
  remove(cluster, cluster.state.table(grants).by("path", path));
}

function remove(cluster: Cluster, records: readonly Grant[]): void {
  for (const grant of records) cluster.state.table(grants).remove(grantKey(grant));
}
