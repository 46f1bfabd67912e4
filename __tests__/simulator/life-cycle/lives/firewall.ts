/** Firewalls of the cluster, a node, a machine and a container. A set with other entries is another set to the provider. */
import { type Life, of } from "../life.ts";

const rule = { type: "in", action: "ACCEPT", log: "nolog" };

/** Options outlive the resource: the provider leaves them as they are. */
export const clusterFirewall: Life = {
  address: "proxmox_virtual_environment_cluster_firewall.all",
  created: {
    enabled: false,
    ebtables: false,
    input_policy: "DROP",
    output_policy: "ACCEPT",
    log_ratelimit: [{ enabled: true, burst: 10, rate: "5/second" }],
  },
  updated: { input_policy: "REJECT", forward_policy: "DROP" },
  importId: "all",
  seen: {
    at: "/cluster/firewall/options",
    created: { enable: 0, ebtables: 0, policy_in: "DROP", log_ratelimit: "enable=1,burst=10,rate=5/second" },
    updated: { policy_in: "REJECT", policy_forward: "DROP" },
    gone: { policy_in: "REJECT" },
  },
};

export const securityGroup: Life = {
  address: "proxmox_virtual_environment_cluster_firewall_security_group.web",
  created: {
    name: "web",
    comment: "Pages of the lab",
    rule: [
      { ...rule, comment: "plain", proto: "tcp", dport: "80" },
      { ...rule, comment: "secured", macro: "HTTPS" },
    ],
  },
  updated: { comment: "Pages", rule: [{ ...rule, comment: "secured", macro: "HTTPS" }] },
  importId: "web",
  seen: {
    at: "/cluster/firewall/groups/web",
    created: [
      { comment: "plain", dport: "80", enable: 1 },
      { comment: "secured", macro: "HTTPS" },
    ],
    updated: [{ comment: "secured" }],
  },
};

export const clusterAlias: Life = {
  address: "proxmox_virtual_environment_firewall_alias.router",
  created: { name: "router", cidr: "192.168.1.1", comment: "The way out" },
  updated: { cidr: "192.168.1.254" },
  seen: {
    at: "/cluster/firewall/aliases/router",
    created: { cidr: "192.168.1.1", ipversion: 4, comment: "The way out" },
    updated: { cidr: "192.168.1.254" },
  },
};

export const guestAlias: Life = {
  address: "proxmox_virtual_environment_firewall_alias.peer",
  created: { node_name: "pve", vm_id: 9100, name: "peer", cidr: "192.168.1.9" },
  updated: { comment: "The other one" },
  seen: {
    at: "/nodes/pve/qemu/9100/firewall/aliases/peer",
    created: { cidr: "192.168.1.9" },
    updated: { comment: "The other one" },
  },
};

export const clusterSet: Life = {
  address: "proxmox_virtual_environment_firewall_ipset.lab",
  created: {
    name: "lab",
    comment: "At home",
    cidr: [
      { name: "192.168.1.0/24", comment: "All of it" },
      { name: "192.168.1.7", nomatch: true },
    ],
  },
  updated: { comment: "The lab" },
  importId: "cluster/lab",
  seen: {
    at: "/cluster/firewall/ipset/lab",
    created: [
      { cidr: "192.168.1.0/24", comment: "All of it" },
      { cidr: "192.168.1.7", nomatch: 1 },
    ],
  },
};

export const containerSet: Life = {
  address: "proxmox_virtual_environment_firewall_ipset.container",
  created: { node_name: "pve", container_id: 9200, name: "ipfilter-net0", cidr: [{ name: "192.168.1.60" }] },
  updated: { comment: "What it may call itself" },
  importId: "container/pve/9200/ipfilter-net0",
  seen: {
    at: "/nodes/pve/lxc/9200/firewall/ipset/ipfilter-net0",
    created: [{ cidr: "192.168.1.60" }],
  },
};

export const machineOptions: Life = {
  address: "proxmox_virtual_environment_firewall_options.machine",
  created: { node_name: "pve", vm_id: 9100, enabled: true, dhcp: true, input_policy: "DROP", log_level_in: "info" },
  updated: { dhcp: false, ipfilter: true },
  importId: "vm/pve/9100",
  seen: {
    at: "/nodes/pve/qemu/9100/firewall/options",
    created: { enable: 1, dhcp: 1, policy_in: "DROP", log_level_in: "info" },
    updated: { dhcp: 0, ipfilter: 1 },
    gone: { enable: 1 },
  },
};

export const containerOptions: Life = {
  address: "proxmox_virtual_environment_firewall_options.container",
  created: { node_name: "pve", container_id: 9200, enabled: true, macfilter: false },
  updated: { macfilter: true },
  importId: "container/pve/9200",
  seen: {
    at: "/nodes/pve/lxc/9200/firewall/options",
    created: { enable: 1, macfilter: 0 },
    updated: { macfilter: 1 },
    gone: { enable: 1 },
  },
};

export const clusterRules: Life = {
  address: "proxmox_virtual_environment_firewall_rules.cluster",
  created: {
    rule: [
      { ...rule, comment: "from home", source: `+${of(clusterSet.address, "name")}`, macro: "SSH" },
      { type: "out", action: "ACCEPT", log: "nolog", comment: "to the router", dest: of(clusterAlias.address, "name") },
    ],
  },
  updated: { rule: [{ ...rule, comment: "from home", source: `+${of(clusterSet.address, "name")}`, macro: "Ping" }] },
  importId: "cluster",
  seen: {
    at: "/cluster/firewall/rules",
    created: [
      { pos: 0, comment: "from home", macro: "SSH", source: "+lab" },
      { pos: 1, comment: "to the router", type: "out", dest: "router" },
    ],
    updated: [{ macro: "Ping" }],
    gone: [],
  },
};

export const nodeRules: Life = {
  address: "proxmox_virtual_environment_firewall_rules.node",
  created: { node_name: "forge", rule: [{ ...rule, comment: "metrics", proto: "tcp", dport: "9100", iface: "vmbr0" }] },
  updated: { rule: [{ ...rule, comment: "metrics", proto: "tcp", dport: "9100:9101", iface: "vmbr0" }] },
  importId: "node/forge",
  seen: {
    at: "/nodes/forge/firewall/rules",
    created: [{ dport: "9100", iface: "vmbr0" }],
    updated: [{ dport: "9100:9101" }],
    gone: [],
  },
};

export const machineRules: Life = {
  address: "proxmox_virtual_environment_firewall_rules.machine",
  created: {
    node_name: "pve",
    vm_id: 9100,
    rule: [
      { security_group: of(securityGroup.address, "name"), iface: "net0", comment: "pages" },
      { ...rule, comment: "the other one", source: of(guestAlias.address, "name") },
    ],
  },
  updated: {
    rule: [{ security_group: of(securityGroup.address, "name"), iface: "net0", comment: "pages", enabled: false }],
  },
  importId: "vm/pve/9100",
  seen: {
    at: "/nodes/pve/qemu/9100/firewall/rules",
    created: [{ type: "group", action: "web", iface: "net0" }, { source: "peer" }],
    updated: [{ action: "web", enable: 0 }],
    gone: [],
  },
};

export const containerRules: Life = {
  address: "proxmox_virtual_environment_firewall_rules.container",
  created: {
    node_name: "pve",
    container_id: 9200,
    rule: [{ type: "out", action: "REJECT", log: "nolog", proto: "icmp", comment: "quiet" }],
  },
  updated: { rule: [{ type: "out", action: "DROP", log: "warning", proto: "icmp", comment: "quiet" }] },
  importId: "container/pve/9200",
  seen: {
    at: "/nodes/pve/lxc/9200/firewall/rules",
    created: [{ type: "out", action: "REJECT", proto: "icmp", ipversion: 4 }],
    updated: [{ action: "DROP", log: "warning" }],
    gone: [],
  },
};

export const nodeFirewall: Life = {
  address: "proxmox_node_firewall.forge",
  created: { node_name: "forge", log_level_in: "info", nf_conntrack_max: 65536 },
  updated: { enabled: false, log_level_in: "alert" },
  importId: "forge",
  seen: {
    at: "/nodes/forge/firewall/options",
    created: { enable: 1, log_level_in: "info", nf_conntrack_max: 65536 },
    updated: { enable: 0, log_level_in: "alert" },
    gone: {},
  },
};
