/** How machines and containers differ when snapshots are taken of them. */
import type { Cluster } from "../../cluster.ts";
import type { Work } from "../../tasks/work.ts";
import type { Config, Guest } from "../guest.ts";

/** The memory of a running machine, in a volume of its own. */
export interface Memory {
  /** @throws 500 for a machine whose memory cannot be saved */
  demand(guest: Guest): void;
  /** @returns what the snapshot notes: `vmstate`, the volume, and what the machine ran with */
  save(cluster: Cluster, guest: Guest, name: string): Work<Config>;
  /** Lets the machine go on where it was. */
  resume(cluster: Cluster, guest: Guest, snapshot: Config): Work;
}

export interface SnapshotFamily {
  readonly kind: Guest["kind"];
  /** Begins the types of its tasks: `qmsnapshot`, `vzsnapshot`. */
  readonly tasks: "qm" | "vz";
  /** SHA-1 of the guest's configuration. */
  digestOf(guest: Guest): string;
  /** Whether Proxmox uses a name for itself. */
  reserved(name: string): boolean;
  /** What a snapshot covers, by option: volids, or paths that no snapshot can be taken of. */
  volumesOf(config: Config): readonly (readonly [name: string, volid: string])[];
  /** What the log says of a volume. */
  told?(name: string, volid: string): string;
  start(cluster: Cluster, guest: Guest): Work;
  stop(cluster: Cluster, guest: Guest): Work;
  /** Options of the snapshot as they come into effect again. */
  restored?(cluster: Cluster, config: Config): Config;
  readonly memory?: Memory;
}
