/** What a node's guests take of it at the moment. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { derived } from "../store/derived.ts";
import type { Node } from "./node.ts";

export interface NodeUse {
  /** Share of all CPUs, 0 to 1. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the root file system. */
  readonly root: number;
}

/** Bytes that Proxmox itself takes. */
const ownMemory = 1.5 * 1024 ** 3;
const ownRoot = 4 * 1024 ** 3;
/** Share of a guest's CPUs that an idle system uses. */
const idle = 0.01;

/** Cores of a guest, of all sockets. */
export const coresOf = derived(({ config }: Guest): number =>
  Number(config.vcpus ?? Number(config.cores ?? 1) * Number(config.sockets ?? 1)),
);

/** Bytes that a guest may use; Proxmox's default is 512 MiB. */
export const memoryOf = derived(({ config }: Guest): number => {
  const [current = ""] = String(config.memory ?? 512)
    .replace(/^current=/, "")
    .split(",");
  return Number(current) * 1024 ** 2;
});

/** What was worked out, and of which version of the guests. */
const known = new WeakMap<Node, { readonly version: number; readonly use: NodeUse }>();

/** Worked out anew when any guest has changed. */
export function nodeUse(cluster: Cluster, node: Node): NodeUse {
  const table = cluster.state.table(guests);
  const before = known.get(node);
  if (before?.version === table.version) return before.use;
  const use = useBy(table.by("node", node.name), node);
  known.set(node, { version: table.version, use });
  return use;
}

function useBy(guests: readonly Guest[], node: Node): NodeUse {
  const running = guests.filter((guest) => guest.power.status === "running");
  return {
    cpu: Math.min(1, running.reduce((sum, guest) => sum + coresOf(guest) * idle, 0) / node.cores + idle),
    memory: running.reduce((sum, guest) => sum + memoryOf(guest), ownMemory),
    root: ownRoot,
  };
}
