import { type Life, of } from "../life.ts";

const at = (id: string) => `/cluster/sdn/zones/${id}`;
const simple = "proxmox_sdn_zone_simple.plain";
const vnet = "proxmox_sdn_vnet.lan";
const controller = "proxmox_sdn_controller_evpn.routers";

export const simpleZone: Life = {
  address: simple,
  created: { id: "plain", nodes: ["pve", "forge"], mtu: 1400, ipam: "pve", dhcp: "dnsmasq" },
  updated: { mtu: 1420, nodes: ["pve"] },
  importId: "plain",
  seen: {
    at: at("plain"),
    created: { type: "simple", nodes: "forge,pve", mtu: 1400, ipam: "pve", dhcp: "dnsmasq" },
    updated: { nodes: "pve", mtu: 1420 },
  },
};

export const vlanZone: Life = {
  address: "proxmox_sdn_zone_vlan.tagged",
  created: { id: "tagged", bridge: "vmbr0" },
  updated: { mtu: 1496 },
  importId: "tagged",
  seen: { at: at("tagged"), created: { type: "vlan", bridge: "vmbr0" }, updated: { mtu: 1496 } },
};

export const qinqZone: Life = {
  address: "proxmox_sdn_zone_qinq.double",
  created: { id: "double", bridge: "vmbr0", service_vlan: 7, service_vlan_protocol: "802.1ad" },
  updated: { service_vlan: 8, service_vlan_protocol: "802.1q" },
  importId: "double",
  seen: {
    at: at("double"),
    created: { type: "qinq", tag: 7, "vlan-protocol": "802.1ad" },
    updated: { tag: 8, "vlan-protocol": "802.1q" },
  },
};

export const vxlanZone: Life = {
  address: "proxmox_sdn_zone_vxlan.over",
  created: { id: "over", peers: ["10.0.0.1", "10.0.0.2"] },
  updated: { peers: ["10.0.0.1", "10.0.0.3"], mtu: 1450 },
  importId: "over",
  seen: {
    at: at("over"),
    created: { type: "vxlan", peers: "10.0.0.1,10.0.0.2" },
    updated: { peers: "10.0.0.1,10.0.0.3", mtu: 1450 },
  },
};

export const evpnController: Life = {
  address: controller,
  created: { id: "routers", asn: 65000, peers: ["10.0.0.1", "10.0.0.2"] },
  updated: { asn: 65001 },
  importId: "routers",
  seen: {
    at: "/cluster/sdn/controllers/routers",
    created: { type: "evpn", asn: 65000, peers: "10.0.0.1,10.0.0.2" },
    updated: { asn: 65001 },
  },
};

export const evpnZone: Life = {
  address: "proxmox_sdn_zone_evpn.routed",
  created: {
    id: "routed",
    controller: of(controller, "id"),
    vrf_vxlan: 4000,
    exit_nodes: ["pve"],
    rt_import: "65000:7",
  },
  updated: { advertise_subnets: true, exit_nodes: ["pve", "forge"], primary_exit_node: "pve" },
  importId: "routed",
  seen: {
    at: at("routed"),
    created: { type: "evpn", controller: "routers", "vrf-vxlan": 4000, exitnodes: "pve", "advertise-subnets": 0 },
    updated: { exitnodes: "forge,pve", "exitnodes-primary": "pve", "advertise-subnets": 1 },
  },
};

export const network: Life = {
  address: vnet,
  created: { id: "lan", zone: of(simple, "id"), alias: "green", isolate_ports: true },
  updated: { alias: "blue", isolate_ports: undefined },
  importId: "lan",
  seen: {
    at: "/cluster/sdn/vnets/lan",
    created: { zone: "plain", alias: "green", "isolate-ports": 1 },
    updated: { zone: "plain", alias: "blue" },
  },
};

/** The provider makes it anew whatever changes. */
export const subnet: Life = {
  address: "proxmox_sdn_subnet.lan",
  created: {
    vnet: of(vnet, "id"),
    cidr: "10.7.0.0/24",
    gateway: "10.7.0.1",
    snat: true,
    dhcp_dns_server: "10.7.0.3",
    dhcp_range: { start_address: "10.7.0.50", end_address: "10.7.0.99" },
  },
  importId: "lan/plain-10.7.0.0-24",
  seen: {
    at: "/cluster/sdn/vnets/lan/subnets/plain-10.7.0.0-24",
    created: {
      gateway: "10.7.0.1",
      snat: 1,
      "dhcp-dns-server": "10.7.0.3",
      "dhcp-range": [{ "start-address": "10.7.0.50", "end-address": "10.7.0.99" }],
    },
  },
};
