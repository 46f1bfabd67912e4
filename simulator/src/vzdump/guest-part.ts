/** What a kind of guest does in its own way when it is backed up. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import type { Work } from "../tasks/work.ts";

export type Included = readonly (readonly [name: string, volid: string])[];

export interface GuestPart {
  /** Says what is taken and what is not. @returns what is, as pairs of option and volid */
  prepare(cluster: Cluster, guest: Guest): Work<Included>;
  /** Whether it can be backed up while it runs; else it is suspended for a while. */
  snapshots(cluster: Cluster, guest: Guest, included: Included): boolean;
  /** Stops a running guest. @param minutes that it is given */
  stop(cluster: Cluster, guest: Guest, minutes: number): Work;
  /** Starts it again where that is not done yet. */
  restart(cluster: Cluster, guest: Guest): Work;
  /** Reads its data. */
  transfer(cluster: Cluster, guest: Guest, backup: { readonly included: Included; readonly mode: string }): Work;
}
