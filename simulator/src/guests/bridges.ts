/** Whether a node has what its guests plug into. Source: tap_plug and veth_create of PVE::Network, pve-bridge of qemu-server. */
import type { Cluster } from "../cluster.ts";
import * as container from "../lxc/options/network.ts";
import { networkOf } from "../network/network.ts";
import * as machine from "../qemu/options/network.ts";
import { vnetStatus, vnetsIn, zonesOn } from "../sdn/status.ts";
import type { Guest } from "./guest.ts";

export interface UnpluggedCard {
  /** `net0` */
  readonly name: string;
  readonly bridge: string;
  /** Of a machine's card: `virtio`. */
  readonly model?: string;
}

/** The first card of a guest whose bridge its node does not have, neither of its own nor as a network that was applied. */
export function unpluggedCard(cluster: Cluster, { kind, node, config }: Guest): UnpluggedCard | undefined {
  for (const name of Object.keys(config).filter(container.isNet).sort()) {
    const card = (kind === "lxc" ? container : machine).parseNet(String(config[name]));
    if (card.bridge !== undefined && !hasBridge(cluster, node, card.bridge)) {
      return { name, bridge: card.bridge, ...("model" in card && { model: card.model }) };
    }
  }
  return undefined;
}

function hasBridge(cluster: Cluster, node: string, name: string): boolean {
  const type = networkOf(cluster, node).running[name]?.type;
  if (type === "bridge" || type === "OVSBridge") return true;
  return zonesOn(cluster, node).some(
    (zone) =>
      vnetStatus(cluster, node, zone).status === "available" && vnetsIn(cluster, zone.id).some(({ id }) => id === name),
  );
}
