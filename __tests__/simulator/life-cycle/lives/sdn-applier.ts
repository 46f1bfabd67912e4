import type { Life } from "../life.ts";
import { openFabricNode, ospfNode } from "./sdn-fabrics.ts";
import { evpnZone, qinqZone, subnet, vlanZone, vxlanZone } from "./sdn-zones.ts";

const applied = [vlanZone, qinqZone, vxlanZone, evpnZone, subnet, openFabricNode, ospfNode];

/** Comes after all that it applies; nobody applies what becomes of it when the applier has gone. */
export const applier: Life = {
  address: "proxmox_sdn_applier.all",
  created: { depends_on: applied.map(({ address }) => address) },
  seen: {
    at: "/cluster/sdn/vnets?running=1",
    created: [{ vnet: "lan", alias: "green" }],
    gone: [{ vnet: "lan", alias: "blue" }],
  },
};
