import type { Life } from "../life.ts";

/** Proxmox has these whether they are managed or not: destroying them leaves them as they are. */
export const dns: Life = {
  address: "proxmox_virtual_environment_dns.pve",
  created: { node_name: "pve", domain: "home.arpa", servers: ["10.0.0.1", "10.0.0.2"] },
  updated: { domain: "lab.home.arpa", servers: ["10.0.0.3"] },
  importId: "pve",
  seen: {
    at: "/nodes/pve/dns",
    created: { search: "home.arpa", dns1: "10.0.0.1", dns2: "10.0.0.2" },
    updated: { search: "lab.home.arpa", dns1: "10.0.0.3" },
    gone: { search: "lab.home.arpa" },
  },
};

const entries = [
  { address: "127.0.0.1", hostnames: ["localhost.localdomain", "localhost"] },
  { address: "192.168.1.10", hostnames: ["pve.home.arpa", "pve"] },
];

export const hosts: Life = {
  address: "proxmox_virtual_environment_hosts.pve",
  created: { node_name: "pve", entry: entries },
  updated: { entry: [...entries, { address: "192.168.1.11", hostnames: ["forge"] }] },
  importId: "pve",
  seen: {
    at: "/nodes/pve/hosts",
    created: { data: "127.0.0.1 localhost.localdomain localhost\n192.168.1.10 pve.home.arpa pve\n" },
    updated: {
      data: "127.0.0.1 localhost.localdomain localhost\n192.168.1.10 pve.home.arpa pve\n192.168.1.11 forge\n",
    },
    gone: {},
  },
};

export const time: Life = {
  address: "proxmox_virtual_environment_time.pve",
  created: { node_name: "pve", time_zone: "Europe/Vienna" },
  updated: { time_zone: "America/New_York" },
  importId: "pve",
  seen: {
    at: "/nodes/pve/time",
    created: { timezone: "Europe/Vienna" },
    updated: { timezone: "America/New_York" },
    gone: {},
  },
};

export const nodeConfig: Life = {
  address: "proxmox_node_config.forge",
  created: { node_name: "forge", description: "in the cellar" },
  updated: { description: "in the attic" },
  importId: "forge",
  seen: {
    at: "/nodes/forge/config",
    created: { description: "in the cellar\n" },
    updated: { description: "in the attic\n" },
    gone: {},
  },
};
