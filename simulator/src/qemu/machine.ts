/** Finding a machine. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { type Guest, guestOn } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { derived } from "../store/derived.ts";

/** @throws 500 `Configuration file '…' does not exist` */
export const machineOn = (cluster: Cluster, at: { node: string; vmid: number }): Guest => guestOn(cluster, "qemu", at);

/** The newest record; a task asks anew after each wait. @throws when the machine is gone */
export function machineNow(cluster: Cluster, guest: Guest): Guest {
  return machineOn(cluster, { node: guest.node, vmid: guest.vmid });
}

/** SHA-1 of a configuration, as its file's digest. */
export const digestOf = derived(({ config, pending }: Guest): string =>
  createHash("sha1")
    .update(JSON.stringify([config, pending]))
    .digest("hex"),
);

/** @throws 500 when the configuration is not what the client read */
export function demandDigest(guest: Guest, digest: string | undefined): void {
  if (digest && digest !== digestOf(guest)) throw refusal("checksum mismatch (file change by other user?)");
}
