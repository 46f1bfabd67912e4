import type { Life } from "../life.ts";

export const influxServer: Life = {
  address: "proxmox_metrics_server.influx",
  created: {
    name: "influx",
    server: "192.168.1.50",
    port: 8089,
    type: "influxdb",
    influx_db_proto: "http",
    influx_token: "secret",
  },
  updated: { port: 18089, influx_bucket: "lab", influx_organization: "home", disable: true },
  importId: "influx",
  unread: ["influx_token"],
  seen: {
    at: "/cluster/metrics/server/influx",
    created: { type: "influxdb", server: "192.168.1.50", port: 8089, influxdbproto: "http" },
    updated: { port: 18089, bucket: "lab", organization: "home", disable: 1 },
  },
};

export const graphiteServer: Life = {
  address: "proxmox_metrics_server.graphite",
  created: { name: "graphite", server: "graphite.example.com", port: 2003, type: "graphite", graphite_path: "lab.pve" },
  updated: { graphite_proto: "tcp", mtu: 1400 },
  importId: "graphite",
  seen: {
    at: "/cluster/metrics/server/graphite",
    created: { path: "lab.pve" },
    updated: { proto: "tcp", mtu: 1400 },
  },
};
