/** Storages of each type. A password is never told, and stands in state alone; where it forces a replacement, an import makes no sense. */
import type { Life } from "../life.ts";

export const storageDirectory: Life = {
  address: "proxmox_storage_directory.media",
  created: {
    id: "media",
    path: "/srv/media",
    nodes: ["pve"],
    content: ["iso", "backup"],
    backups: { keep_last: 3, max_protected_backups: 5 },
  },
  updated: {
    content: ["backup", "iso", "snippets"],
    nodes: ["pve", "forge"],
    disable: true,
    backups: { keep_daily: 7, max_protected_backups: 5 },
  },
  importId: "media",
  unread: ["backups"],
  seen: {
    at: "/storage/media",
    created: {
      type: "dir",
      path: "/srv/media",
      nodes: "pve",
      "prune-backups": "keep-last=3",
      "max-protected-backups": 5,
    },
    updated: { content: "iso,snippets,backup", nodes: "forge,pve", disable: 1, "prune-backups": "keep-daily=7" },
  },
};

export const storageNfs: Life = {
  address: "proxmox_storage_nfs.nas",
  created: { id: "nas", server: "192.168.1.2", export: "/volume1/proxmox", content: ["images"], options: "vers=4.2" },
  updated: { content: ["images", "iso"], options: "vers=4.1" },
  importId: "nas",
  seen: {
    at: "/storage/nas",
    created: { type: "nfs", path: "/mnt/pve/nas", export: "/volume1/proxmox", options: "vers=4.2", shared: 1 },
    updated: { content: "images,iso", options: "vers=4.1" },
  },
};

export const storageCifs: Life = {
  address: "proxmox_storage_cifs.windows",
  created: {
    id: "windows",
    server: "192.168.1.3",
    share: "isos",
    username: "reader",
    password: "secret",
    content: ["iso"],
  },
  updated: { content: ["iso", "vztmpl"], preallocation: "off" },
  seen: {
    at: "/storage/windows",
    created: { type: "cifs", share: "isos", username: "reader", content: "iso", shared: 1 },
    updated: { content: "iso,vztmpl", preallocation: "off" },
  },
};

/** The provider 0.111.1 cannot change one in place: it leaves `generated_encryption_key` unknown. */
export const storagePbs: Life = {
  address: "proxmox_storage_pbs.vault",
  created: {
    id: "vault",
    server: "pbs.lan",
    datastore: "main",
    username: "lab@pbs",
    password: "secret",
    namespace: "lab",
    content: ["backup"],
    generate_encryption_key: true,
    backups: { keep_all: true },
  },
  seen: {
    at: "/storage/vault",
    created: { type: "pbs", datastore: "main", namespace: "lab", "prune-backups": "keep-all=1", shared: 1 },
  },
};

export const storageZfspool: Life = {
  address: "proxmox_storage_zfspool.fast",
  created: { id: "fast", zfs_pool: "tank/fast", content: ["images", "rootdir"], thin_provision: true, nodes: ["pve"] },
  updated: { content: ["images"], blocksize: "32k" },
  importId: "fast",
  seen: {
    at: "/storage/fast",
    created: { type: "zfspool", pool: "tank/fast", sparse: 1, nodes: "pve" },
    updated: { content: "images", blocksize: "32k" },
  },
};

export const storageLvm: Life = {
  address: "proxmox_storage_lvm.slow",
  created: { id: "slow", volume_group: "archive", content: ["images"], wipe_removed_volumes: false },
  updated: { wipe_removed_volumes: true, nodes: ["forge"] },
  importId: "slow",
  seen: {
    at: "/storage/slow",
    created: { type: "lvm", vgname: "archive" },
    updated: { saferemove: 1, nodes: "forge" },
  },
};

export const storageLvmthin: Life = {
  address: "proxmox_storage_lvmthin.thin",
  created: { id: "thin", volume_group: "pve", thin_pool: "more", content: ["images", "rootdir"], nodes: ["forge"] },
  updated: { content: ["rootdir"], nodes: ["forge", "pve"] },
  importId: "thin",
  seen: {
    at: "/storage/thin",
    created: { type: "lvmthin", vgname: "pve", thinpool: "more", nodes: "forge" },
    updated: { content: "rootdir", nodes: "forge,pve" },
  },
};
