/** Realms: who vouches for a user. Source: PVE::Auth::Plugin. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { readBack } from "../sections/section-file.ts";
import { type Realm, realms } from "./slices.ts";

const builtIn: readonly Realm[] = [
  { realm: "pam", type: "pam", options: { comment: "Linux PAM standard authentication", plugin: "PVE::Auth::PAM" } },
  { realm: "pve", type: "pve", options: { comment: "Proxmox VE authentication server" } },
];

/** A realm by name, with what Proxmox fills in for its own two; undefined when there is none. */
export function realmNamed(cluster: Cluster, name: string): Realm | undefined {
  const stored = cluster.state.table(realms).get(name);
  const own = builtIn.find(({ realm }) => realm === name);
  if (!own || !stored) return stored ?? own;
  return { ...own, options: { ...own.options, ...stored.options } };
}

/** By name. */
export function allRealms(cluster: Cluster): Realm[] {
  const names = new Set([...builtIn, ...cluster.state.table(realms).all()].map(({ realm }) => realm));
  return [...names].sort().flatMap((name) => realmNamed(cluster, name) ?? []);
}

/** Digest of all realms together: they share one file. */
export function realmsDigest(cluster: Cluster): string {
  return createHash("sha1")
    .update(JSON.stringify(allRealms(cluster).map(({ password, ...shown }) => shown)))
    .digest("hex");
}

/** Stores a realm; when it is the default one, no other is. */
export function storeRealm(cluster: Cluster, realm: Realm): void {
  const table = cluster.state.table(realms);
  if (realm.options.default) {
    for (const other of allRealms(cluster)) {
      const { default: wasDefault, ...options } = other.options;
      if (wasDefault && other.realm !== realm.realm) table.put(other.realm, { ...other, options });
    }
  }
  table.put(realm.realm, { ...realm, options: readBack(realm.options) });
}

/** @throws 500 when somebody else has changed the realms meanwhile */
export function demandDigest(cluster: Cluster, digest: string | undefined): void {
  if (digest !== undefined && digest !== realmsDigest(cluster)) {
    throw refusal("detected modified configuration - file changed by other user? Try again.");
  }
}
