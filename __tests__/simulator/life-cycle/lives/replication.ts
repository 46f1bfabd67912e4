import type { Life } from "../life.ts";

export const replication: Life = {
  address: "proxmox_replication.copy",
  created: { id: "9100-0", target: "forge", type: "local", schedule: "*/30", comment: "to the other room" },
  updated: { schedule: "*-*-* 04:00", comment: "at night", rate: 50, disable: true },
  importId: "9100-0",
  seen: {
    at: "/cluster/replication/9100-0",
    created: { guest: 9100, source: "pve", target: "forge", schedule: "*/30" },
    updated: { schedule: "*-*-* 04:00", rate: 50, disable: 1 },
  },
};
