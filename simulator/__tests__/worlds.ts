/** Clusters for tests. */
import type { World } from "../src/index.ts";

const template = { node: "pve", template: true, cores: 2, memory: "2GiB", agent: true, cloudInit: true } as const;

/** Two nodes; templates on three types of storage, one of them with UEFI. */
export const lab: World = {
  cluster: "lab",
  nodes: [
    { name: "pve", cores: 8 },
    { name: "pve2", cores: 4 },
  ],
  storages: [
    {
      id: "local",
      type: "dir",
      content: ["iso", "vztmpl", "snippets", "backup", "import"],
      options: { path: "/var/lib/vz" },
    },
    {
      id: "local-lvm",
      type: "lvmthin",
      content: ["images", "rootdir"],
      size: "320GiB",
      options: { vgname: "pve", thinpool: "data" },
    },
    {
      id: "tank",
      type: "zfspool",
      content: ["images", "rootdir"],
      size: "25GiB",
      nodes: ["pve"],
      options: { pool: "tank" },
    },
    { id: "files", type: "dir", content: ["images"], options: { path: "/mnt/files" } },
    {
      id: "share",
      type: "nfs",
      content: ["images", "iso"],
      options: { path: "/mnt/pve/share", server: "192.168.1.2", export: "/share" },
    },
  ],
  guests: [
    { ...template, vmid: 9000, name: "debian13", disk: { storage: "local-lvm", size: "10GiB" } },
    {
      ...template,
      vmid: 9001,
      name: "alma9",
      disk: { storage: "local-lvm", size: "15GiB" },
      firmware: "uefi",
      machine: "q35",
    },
    { ...template, vmid: 9010, name: "on-zfs", disk: { storage: "tank", size: "10GiB" } },
    { ...template, vmid: 9020, name: "on-files", disk: { storage: "files", size: "10GiB" } },
    { ...template, vmid: 9030, name: "on-share", disk: { storage: "share", size: "10GiB" } },
    { node: "pve", vmid: 500, name: "appliance", disk: { storage: "local-lvm", size: "8GiB" } },
  ],
};
