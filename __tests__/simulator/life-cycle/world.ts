/** Where the lives are led: two nodes with what their resources need. */
import type { World } from "../../../simulator/src/index.ts";
import { registry } from "./registry.ts";

export const world: World = {
  cluster: "lab",
  nodes: [
    { name: "pve", cards: ["enp1s0", "enp2s0", "enp3s0", "enp4s0"], folders: ["/tank/share", "/tank/media"] },
    {
      name: "forge",
      disks: [
        { device: "/dev/sda", size: "500GiB", used: "LVM" },
        { device: "/dev/sdb", size: "1TiB" },
        { device: "/dev/sdc", size: "1TiB" },
      ],
    },
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
      options: { vgname: "pve", thinpool: "data" },
    },
    { id: "tank", type: "zfspool", content: ["images", "rootdir"], options: { pool: "tank" } },
  ],
  files: [
    {
      node: "pve",
      storage: "local",
      content: "vztmpl",
      name: "debian-13-standard_13.1-2_amd64.tar.zst",
      size: "124MiB",
    },
  ],
  guests: [
    {
      vmid: 9000,
      node: "pve",
      name: "debian13",
      template: true,
      disk: { storage: "local-lvm", size: "10GiB" },
      agent: true,
      cloudInit: true,
    },
    {
      vmid: 9200,
      node: "pve",
      name: "debian13-ct",
      kind: "lxc",
      template: true,
      disk: { storage: "local-lvm", size: "4GiB" },
    },
    { vmid: 9100, node: "pve", name: "replicated", disk: { storage: "tank", size: "8GiB" } },
  ],
  registries: [{ prefix: registry.location, insecure: true }],
};
