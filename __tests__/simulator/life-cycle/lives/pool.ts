import { type Life, of } from "../life.ts";

export const pool: Life = {
  address: "proxmox_virtual_environment_pool.lab",
  created: { pool_id: "lab", comment: "machines" },
  updated: { comment: "machines and more" },
  importId: "lab",
  seen: {
    at: "/pools/lab",
    created: { comment: "machines" },
    updated: { comment: "machines and more" },
  },
};

export const nestedPool: Life = {
  address: "proxmox_virtual_environment_pool.nested",
  created: { pool_id: `${of(pool.address, "pool_id")}/k3s` },
  updated: { comment: "nested" },
  importId: "lab/k3s",
  seen: {
    at: "/pools?poolid=lab/k3s",
    created: [{ poolid: "lab/k3s", members: [] }],
    updated: [{ poolid: "lab/k3s", comment: "nested" }],
  },
};

export const guestInPool: Life = {
  address: "proxmox_pool_membership.guest",
  created: { pool_id: of(pool.address, "pool_id"), vm_id: 9000 },
  importId: "lab/vm/9000",
  seen: { at: "/pools/lab?type=qemu", created: { members: [{ id: "qemu/9000" }] } },
};

export const storageInPool: Life = {
  address: "proxmox_pool_membership.storage",
  created: { pool_id: of(pool.address, "pool_id"), storage_id: "local" },
  importId: "lab/storage/local",
  seen: { at: "/pools/lab?type=storage", created: { members: [{ id: "storage/pve/local" }] } },
};
