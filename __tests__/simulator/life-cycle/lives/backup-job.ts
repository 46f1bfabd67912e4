import type { Life } from "../life.ts";

export const backupJob: Life = {
  address: "proxmox_backup_job.nightly",
  created: {
    id: "nightly",
    schedule: "02:30",
    storage: "local",
    all: true,
    mode: "snapshot",
    compress: "zstd",
    prune_backups: { "keep-last": "3", "keep-weekly": "2" },
    notes_template: "{{guestname}} on {{node}}",
  },
  updated: { schedule: "mon..fri 03:15", prune_backups: { "keep-daily": "7" }, enabled: false, compress: undefined },
  importId: "nightly",
  seen: {
    at: "/cluster/backup/nightly",
    created: { schedule: "02:30", "prune-backups": { "keep-last": "3", "keep-weekly": "2" }, enabled: 1, all: 1 },
    updated: { schedule: "mon..fri 03:15", "prune-backups": { "keep-daily": "7" }, enabled: 0 },
  },
};
