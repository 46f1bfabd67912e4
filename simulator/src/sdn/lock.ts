/**
 * The lock on the whole configuration of the software-defined network, which whoever holds its token may change alone.
 * Source: PVE::Network::SDN, create_global_lock and lock_sdn_config.
 */
import { locked } from "../access/user-config.ts";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { optional, string } from "../schema/schema.ts";
import { slice } from "../store/slice.ts";

/** Tells that the caller is who took the lock. */
export const lockToken = () => optional(string());

const locks = slice<{ readonly token: string }>("sdn/.lock");

/** Takes the lock, from whoever had it. @returns its token, a UUID of version 7 (RFC 9562) */
export function takeLock(cluster: Cluster): string {
  const time = cluster.clock.now().toString(16).padStart(12, "0");
  const token = `${time.slice(0, 8)}-${time.slice(8)}-7${cluster.random.uuid().slice(15)}`;
  cluster.state.table(locks).put("lock", { token });
  return token;
}

export function releaseLock(cluster: Cluster): void {
  cluster.state.table(locks).remove("lock");
}

/** Changes the configuration. @throws 500 that begins with what was tried */
export function changing<T>(cluster: Cluster, failure: string, token: string | undefined, change: () => T): T {
  return locked(failure, () => {
    const held = cluster.state.table(locks).get("lock")?.token;
    if (held !== undefined && held !== token) throw refusal("invalid lock token provided!");
    return change();
  });
}
