/** Networks as bridges: who may plug into them, and what is plugged in. Source: PVE::Network::SDN, get_local_vnets, and PVE::API2::Network::SDN::Nodes::Zone. */
import type { Cluster } from "../cluster.ts";
import { type Guest, guests } from "../guests/guest.ts";
import { invalidParameters } from "../kernel/error.ts";
import * as container from "../lxc/options/network.ts";
import { networkOf } from "../network/network.ts";
import * as machine from "../qemu/options/network.ts";
import { runningSection, runningSections } from "./config.ts";
import { vnetsIn, zonesOn } from "./status.ts";

/** Running networks of a node as the list of its interfaces tells of them. */
export const vnetInterfaces = (cluster: Cluster, node: string) =>
  zonesOn(cluster, node).flatMap((zone) =>
    vnetsIn(cluster, zone.id).map(({ id, settings }) => ({
      zone: zone.id,
      shown: {
        iface: id,
        type: "vnet",
        active: "1",
        ipam: zone.settings.ipam ? 1 : 0,
        vlanaware: settings.vlanaware ? 1 : 0,
        comments: settings.alias ?? null,
      },
    })),
  );

interface Bridge {
  readonly name: string;
  readonly vlan_filtering: number;
  readonly ports: readonly { readonly name: string; readonly vmid?: string; readonly index?: string }[];
}

/** Bridges of a zone on a node, with the cards of its running guests. @throws 400 for a zone that does not run */
export function bridgePorts(cluster: Cluster, node: string, zone: string): Bridge[] {
  const plugged = cluster.state
    .table(guests)
    .by("node", node)
    .filter(({ power }) => power.status === "running")
    .flatMap(portsOf);
  return bridgesOf(cluster, node, zone).map(({ name, vlanaware, own }) => ({
    name,
    vlan_filtering: vlanaware ? 1 : 0,
    ports: [...own.map((port) => ({ name: port })), ...plugged.filter(({ bridge }) => bridge === name).map(asPort)],
  }));
}

function bridgesOf(cluster: Cluster, node: string, zone: string) {
  if (zone === "localnetwork") {
    return Object.entries(networkOf(cluster, node).running)
      .filter(([, { type }]) => type === "bridge")
      .map(([name, { bridge_vlan_aware, bridge_ports }]) => ({
        name,
        vlanaware: Boolean(bridge_vlan_aware),
        own: String(bridge_ports ?? "")
          .split(" ")
          .filter((port) => port !== "" && port !== "none"),
      }));
  }
  if (!runningSection(cluster, "zones", zone)) throw invalidParameters({ zone: "zone does not exist" });
  return runningSections(cluster, "vnets")
    .filter(({ settings }) => settings.zone === zone)
    .map(({ id, settings }) => ({ name: id, vlanaware: Boolean(settings.vlanaware), own: [] }));
}

interface Plugged {
  readonly bridge: string | undefined;
  readonly name: string;
  readonly vmid: string;
  readonly index: string;
}

/** A machine's card is a tap device, a container's a pair; with the firewall another bridge stands between. */
const portsOf = ({ vmid, kind, config }: Guest): Plugged[] =>
  Object.entries(config)
    .filter(([name]) => /^net\d+$/.test(name))
    .map(([index, text]) => {
      const { bridge, firewall } = (kind === "lxc" ? container : machine).parseNet(String(text));
      const device = firewall ? `fwpr${vmid}p` : kind === "lxc" ? `veth${vmid}i` : `tap${vmid}i`;
      return { bridge, name: `${device}${index.slice(3)}`, vmid: String(vmid), index };
    });

const asPort = ({ name, vmid, index }: Plugged) => ({ name, vmid, index });
