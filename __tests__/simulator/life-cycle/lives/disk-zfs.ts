import type { Life } from "../life.ts";

export const zfsPool: Life = {
  address: "proxmox_node_disk_zfs.deep",
  created: {
    node_name: "forge",
    name: "deep",
    devices: ["/dev/sdb", "/dev/sdc"],
    raidlevel: "mirror",
    add_storage: true,
    cleanup_config: true,
    cleanup_disks: true,
  },
  updated: { cleanup_disks: false },
  importId: "forge/deep",
  // They are told to Proxmox once, and never told again.
  unread: ["add_storage", "cleanup_config", "devices", "raidlevel"],
  seen: {
    at: "/nodes/forge/disks/zfs/deep",
    created: { name: "deep", state: "ONLINE", children: [{ children: [{ name: "mirror-0" }] }] },
  },
};
