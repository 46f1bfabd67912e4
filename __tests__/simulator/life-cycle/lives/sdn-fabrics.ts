import { type Life, of } from "../life.ts";

const open = "proxmox_sdn_fabric_openfabric.open";
const area = "proxmox_sdn_fabric_ospf.area";

export const openFabric: Life = {
  address: open,
  created: { id: "open", ip_prefix: "10.10.0.0/16", hello_interval: 3 },
  updated: { hello_interval: undefined, csnp_interval: 20 },
  importId: "open",
  seen: {
    at: "/cluster/sdn/fabrics/fabric/open",
    created: { protocol: "openfabric", ip_prefix: "10.10.0.0/16", hello_interval: 3 },
    updated: { csnp_interval: 20 },
  },
};

export const ospfFabric: Life = {
  address: area,
  created: { id: "area", ip_prefix: "10.20.0.0/16", area: "0.0.0.1" },
  updated: { area: "2" },
  importId: "area",
  seen: {
    at: "/cluster/sdn/fabrics/fabric/area",
    created: { protocol: "ospf", area: "0.0.0.1" },
    updated: { area: "2" },
  },
};

export const openFabricNode: Life = {
  address: "proxmox_sdn_fabric_node_openfabric.pve",
  created: { fabric_id: of(open, "id"), node_id: "pve", ip: "10.10.0.1", interface_names: ["enp3s0"] },
  updated: { ip: "10.10.0.2", interface_names: ["enp3s0", "enp4s0"] },
  importId: "open/pve",
  seen: {
    at: "/cluster/sdn/fabrics/node/open/pve",
    created: { ip: "10.10.0.1", interfaces: ["name=enp3s0"] },
    updated: { ip: "10.10.0.2", interfaces: ["name=enp3s0", "name=enp4s0"] },
  },
};

export const ospfNode: Life = {
  address: "proxmox_sdn_fabric_node_ospf.forge",
  created: { fabric_id: of(area, "id"), node_id: "forge", ip: "10.20.0.1", interface_names: ["enp1s0"] },
  updated: { ip: "10.20.0.2" },
  importId: "area/forge",
  seen: {
    at: "/cluster/sdn/fabrics/node/area/forge",
    created: { protocol: "ospf", ip: "10.20.0.1", interfaces: ["name=enp1s0"] },
    updated: { ip: "10.20.0.2" },
  },
};
