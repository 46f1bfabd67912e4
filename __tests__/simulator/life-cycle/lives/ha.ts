import { type Life, of } from "../life.ts";

const resource = "proxmox_haresource.replicated";

export const haResource: Life = {
  address: resource,
  created: { resource_id: "vm:9100", comment: "must run", state: "stopped" },
  updated: { comment: "may stop", max_restart: 3 },
  importId: "vm:9100",
  seen: {
    at: "/cluster/ha/resources/vm:9100",
    created: { comment: "must run", state: "stopped" },
    updated: { comment: "may stop", max_restart: 3 },
  },
};

export const haRule: Life = {
  address: "proxmox_harule.here",
  created: {
    rule: "here",
    type: "node-affinity",
    resources: [of(resource, "resource_id")],
    nodes: { pve: 2, forge: null },
  },
  updated: { comment: "at home", strict: true },
  importId: "here",
  seen: {
    at: "/cluster/ha/rules/here",
    created: { type: "node-affinity", resources: "vm:9100" },
    updated: { comment: "at home", strict: 1 },
  },
};
