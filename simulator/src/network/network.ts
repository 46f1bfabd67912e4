/**
 * The network of a node: what runs, and what waits in /etc/network/interfaces.new to be applied.
 * Source: PVE::API2::Network and PVE::Network::Interfaces.
 */
import type { Cluster } from "../cluster.ts";
import { slice } from "../store/slice.ts";

/** A setting as the file holds it: texts, but 1 for a flag, and lists of families and further lines. */
export type InterfaceSetting = string | number | readonly string[] | null;
export type Interface = Readonly<Record<string, InterfaceSetting>>;
/** By name, in the order of the file. */
export type Interfaces = Readonly<Record<string, Interface>>;

export interface NodeNetwork {
  readonly node: string;
  /** Names of the network cards that are there. */
  readonly cards: readonly string[];
  readonly running: Interfaces;
  /** Absent when nothing waits. */
  readonly pending?: Interfaces;
}

export const networks = slice<NodeNetwork>("network");

export function networkOf(cluster: Cluster, node: string): NodeNetwork {
  return cluster.state.table(networks).get(node) ?? { node, cards: [], running: {} };
}

/** What the files say, the waiting one first: this is what the API shows and changes. */
export const configured = ({ running, pending }: NodeNetwork): Interfaces => pending ?? running;

export function keepPending(cluster: Cluster, network: NodeNetwork, pending: Interfaces): void {
  cluster.state.table(networks).put(network.node, { ...network, pending });
}

/** Makes what waits run. */
export function applyPending(cluster: Cluster, node: string): void {
  const { pending, ...network } = networkOf(cluster, node);
  cluster.state.table(networks).put(node, { ...network, running: pending ?? network.running });
}

/** Forgets what waits. */
export function revertPending(cluster: Cluster, node: string): void {
  const { pending: _, ...network } = networkOf(cluster, node);
  cluster.state.table(networks).put(node, network);
}

/** `vmbr0` and its card, as the installer sets them up, and cards that nothing uses yet. */
export function installedNetwork(
  node: string,
  cards: readonly string[],
  bridge: { readonly name: string; readonly cidr: string; readonly gateway: string },
): NodeNetwork {
  const [port = ""] = cards;
  return {
    node,
    cards,
    running: {
      lo: { type: "loopback", method: "loopback", method6: "manual", families: ["inet"], autostart: 1 },
      ...Object.fromEntries(cards.map((card) => [card, { type: "eth", ...manual }])),
      [bridge.name]: {
        type: "bridge",
        ...manual,
        method: "static",
        ...addressed(bridge.cidr),
        gateway: bridge.gateway,
        bridge_ports: port,
        ...plainBridge,
      },
    },
  };
}

/** With bridges between its guests alone, beside those it has. */
export function withBridges(network: NodeNetwork, names: readonly string[]): NodeNetwork {
  const bridges = names
    .filter((name) => network.running[name] === undefined)
    .map((name) => [name, { type: "bridge", ...manual, bridge_ports: "", ...plainBridge }] as const);
  return { ...network, running: { ...network.running, ...Object.fromEntries(bridges) } };
}

const manual = { method: "manual", method6: "manual", families: ["inet"] };
const plainBridge = { bridge_stp: "off", bridge_fd: "0", autostart: 1 };

const addressed = (cidr: string) => {
  const [address = "", netmask = ""] = cidr.split("/");
  return { address, netmask, cidr };
};
