/** Finding a container, and making the record of a new one. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guestOn } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { digestOf } from "./config-file.ts";

/** @throws 500 `Configuration file 'nodes/pve/lxc/200.conf' does not exist` */
export const containerOn = (cluster: Cluster, at: { node: string; vmid: number }): Guest => guestOn(cluster, "lxc", at);

/** One that is only reserved yet, under the lock under which it is made. */
export const reserved = (node: string, vmid: number): Guest => ({
  vmid,
  kind: "lxc",
  node,
  config: { lock: "create" },
  pending: {},
  power: { status: "stopped" },
});

export const isUnprivileged = ({ config }: Guest): boolean => Number(config.unprivileged ?? 0) === 1;

/** @throws 500 when the configuration is not what the client read */
export function demandDigest(guest: Guest, digest: string | undefined): void {
  if (digest && digest !== digestOf(guest)) {
    throw refusal("detected modified configuration - file changed by other user? Try again.");
  }
}
