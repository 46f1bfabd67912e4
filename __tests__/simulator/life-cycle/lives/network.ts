import { type Life, of } from "../life.ts";

const bridge = "proxmox_network_linux_bridge.lab";

export const linuxBridge: Life = {
  address: bridge,
  created: {
    node_name: "pve",
    name: "vmbr1",
    address: "10.1.0.1/24",
    ports: ["enp2s0"],
    comment: "lab",
    vlan_aware: true,
  },
  updated: { comment: "lab and more", address: "10.1.0.2/24", mtu: 1400 },
  importId: "pve:vmbr1",
  seen: {
    at: "/nodes/pve/network/vmbr1",
    created: { cidr: "10.1.0.1/24", bridge_ports: "enp2s0", active: 1, bridge_vlan_aware: 1 },
    updated: { cidr: "10.1.0.2/24", comments: "lab and more\n", mtu: "1400" },
  },
};

export const linuxVlan: Life = {
  address: "proxmox_network_linux_vlan.guests",
  created: { node_name: "pve", name: of(bridge, "name").concat(".20"), comment: "guests" },
  updated: { comment: "guests and toys", address: "10.20.0.1/24" },
  importId: "pve:vmbr1.20",
  seen: {
    at: "/nodes/pve/network/vmbr1.20",
    created: { "vlan-id": "20", "vlan-raw-device": "vmbr1", active: 1 },
    updated: { cidr: "10.20.0.1/24" },
  },
};

export const linuxBond: Life = {
  address: "proxmox_network_linux_bond.pair",
  created: {
    node_name: "pve",
    name: "bond0",
    slaves: ["enp3s0", "enp4s0"],
    bond_mode: "active-backup",
    bond_primary: "enp3s0",
  },
  updated: { bond_mode: "802.3ad", bond_primary: undefined, bond_xmit_hash_policy: "layer2+3", comment: "both" },
  importId: "pve:bond0",
  seen: {
    at: "/nodes/pve/network/bond0",
    created: { slaves: "enp3s0 enp4s0", bond_mode: "active-backup", "bond-primary": "enp3s0", active: 1 },
    updated: { bond_mode: "802.3ad", bond_xmit_hash_policy: "layer2+3" },
  },
};
