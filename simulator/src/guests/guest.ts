/** Machines and containers: what they have in common. */
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import type { IdRange } from "../lxc/id-map.ts";
import { slice } from "../store/slice.ts";

/** A configuration as its file holds it: texts, and numbers where Proxmox's schema says integer or boolean (1, 0). */
export type Config = Readonly<Record<string, string | number>>;

export type Power =
  | { readonly status: "stopped" }
  | {
      readonly status: "running";
      readonly pid: number;
      /** Milliseconds since 1970, simulated. */
      readonly since: number;
      /** Whether its system is up, and its agent (if it has one) answers. */
      readonly booted: boolean;
      readonly paused?: boolean;
      /** Whether its agent holds the file systems still. */
      readonly frozen?: boolean;
      /** What its system made of its network cards when it came up. */
      readonly cards?: readonly Card[];
      /** Which users a container's are, since it started. */
      readonly ids?: readonly IdRange[];
    };

/** A network card as the guest's system sees it. */
export interface Card {
  /** `eth0` */
  readonly name: string;
  readonly mac: string;
  /** `192.168.1.60/24`, `fe80::…/64` */
  readonly addresses: readonly string[];
}

export interface Guest {
  readonly vmid: number;
  readonly kind: "qemu" | "lxc";
  readonly node: string;
  /** What the guest runs with. */
  readonly config: Config;
  /** Changes that wait for the next start; null removes a key. */
  readonly pending: Readonly<Record<string, string | number | null>>;
  readonly power: Power;
  /** Earlier configurations by the snapshot's name, with `snaptime`, `parent`, `description` and, where memory was saved, `vmstate`. */
  readonly snapshots?: Readonly<Record<string, Config>>;
}

export const guests = slice<Guest, "node" | "kind">("guests", {
  node: (guest) => guest.node,
  kind: (guest) => guest.kind,
});

/** Folder of a kind's configuration files below /etc/pve/nodes/<node>. */
const folder = { qemu: "qemu-server", lxc: "lxc" } as const;

/**
 * A guest on a node.
 * @throws 500 `Configuration file 'nodes/pve/qemu-server/100.conf' does not exist`
 */
export function guestOn(cluster: Cluster, kind: Guest["kind"], { node, vmid }: { node: string; vmid: number }): Guest {
  const guest = cluster.state.table(guests).get(vmid);
  if (guest?.kind !== kind || guest.node !== node) {
    throw refusal(`Configuration file 'nodes/${node}/${folder[kind]}/${vmid}.conf' does not exist`);
  }
  return guest;
}
