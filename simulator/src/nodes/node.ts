/** The hosts of the cluster. */
import type { Cluster } from "../cluster.ts";
import { type PveError, refusal } from "../kernel/error.ts";
import { slice } from "../store/slice.ts";

export interface Node {
  readonly name: string;
  readonly nodeid: number;
  /** IPv4 address, without prefix length. */
  readonly address: string;
  readonly prefix: number;
  readonly gateway: string;
  readonly bridge: string;
  readonly cores: number;
  readonly sockets: number;
  readonly cpuModel: string;
  /** Bytes. */
  readonly memory: number;
  /** Bytes of the root file system. */
  readonly rootSize: number;
  /** Release of the kernel that runs. */
  readonly kernel: string;
  readonly online: boolean;
  /** It went down to come up again. */
  readonly restarting?: true;
  /** Seconds since 1970. */
  readonly bootedAt: number;
}

export const nodes = slice<Node>("nodes");

/** The node that answers when no node is named: the first that is up. */
export function localNode(cluster: Cluster): Node | undefined {
  let first: Node | undefined;
  for (const node of cluster.state.table(nodes).all()) {
    if (node.online) return node;
    first ??= node;
  }
  return first;
}

/** The bridge that the installer made on a node. */
export const bridgeOf = (cluster: Cluster, node: string): string =>
  cluster.state.table(nodes).get(node)?.bridge ?? "vmbr0";

/** What a proxy says that was asked to pass a request on to a node that is none. */
export const unknownNode = (name: string): PveError =>
  refusal(`hostname lookup '${name}' failed - failed to get address info for: ${name}: Name or service not known`);
