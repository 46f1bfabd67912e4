import type { Life } from "../life.ts";

export const clusterOptions: Life = {
  address: "proxmox_cluster_options.all",
  created: {
    // Proxmox ends it with a line feed, and the provider finds fault with any other than it sent.
    description: "the lab\n",
    keyboard: "de",
    language: "en",
    email_from: "lab@example.com",
    mac_prefix: "02:11:22",
    max_workers: 3,
    next_id: { lower: 200, upper: 400 },
    migration_type: "insecure",
    migration_cidr: "10.0.0.0/8",
    bandwidth_limit_clone: 1000,
  },
  updated: {
    description: "the lab at home\n",
    keyboard: undefined,
    max_workers: 5,
    next_id: { lower: 300, upper: 400 },
    migration_type: "secure",
    crs_ha: "static",
    crs_ha_rebalance_on_start: true,
    bandwidth_limit_default: 9000,
    notify: { ha_fencing_mode: "always" },
  },
  importId: "cluster",
  seen: {
    at: "/cluster/options",
    created: { keyboard: "de", "next-id": { lower: "200", upper: "400" }, migration: { type: "insecure" } },
    updated: { crs: { ha: "static", "ha-rebalance-on-start": 1 }, notify: { fencing: "always" } },
    gone: { mac_prefix: "BC:24:11", description: "" },
  },
};
