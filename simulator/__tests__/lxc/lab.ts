/** A cluster for containers: two nodes, storages of each kind, OS templates, and a token that is not root@pam. */

import type { World } from "../../src/index.ts";

export const template = "local:vztmpl/debian-13-standard_13.1-2_amd64.tar.zst";

export const lab: World = {
  cluster: "lab",
  nodes: [
    { name: "pve", cores: 8 },
    { name: "forge", cores: 4 },
  ],
  storages: [
    {
      id: "local",
      type: "dir",
      content: ["iso", "vztmpl", "snippets", "backup", "rootdir"],
      options: { path: "/var/lib/vz" },
    },
    {
      id: "local-lvm",
      type: "lvmthin",
      content: ["images", "rootdir"],
      size: "60GiB",
      options: { vgname: "pve", thinpool: "data" },
    },
    { id: "tank", type: "zfspool", content: ["images", "rootdir"], size: "60GiB", options: { pool: "tank" } },
    { id: "thick", type: "lvm", content: ["images", "rootdir"], size: "20GiB", options: { vgname: "thick" } },
    {
      id: "share",
      type: "nfs",
      content: ["rootdir"],
      options: { path: "/mnt/pve/share", server: "192.168.1.2", export: "/share" },
    },
  ],
  files: [
    {
      node: "pve",
      storage: "local",
      content: "vztmpl",
      name: "debian-13-standard_13.1-2_amd64.tar.zst",
      size: "120MiB",
    },
    {
      node: "pve",
      storage: "local",
      content: "vztmpl",
      name: "alpine-3.22-default_20250617_amd64.tar.xz",
      size: "3MiB",
    },
    { node: "pve", storage: "local", content: "snippets", name: "hook.sh" },
  ],
  users: [{ id: "ops@pve", tokens: [{ id: "all", privsep: false, secret: "11111111-1111-4111-8111-111111111111" }] }],
  grants: [{ path: "/", role: "Administrator", user: "ops@pve" }],
};

/** What is needed to make container 200. */
export const wanted = { vmid: 200, ostemplate: template, storage: "local-lvm" } as const;
/** A token with all privileges, which for all that is not root@pam. */
export const opsToken = { Authorization: "PVEAPIToken=ops@pve!all=11111111-1111-4111-8111-111111111111" };

export const at = (vmid: number, below = ""): string => `/nodes/pve/lxc/${vmid}${below}`;
