import type { Life } from "../life.ts";

/** A machine as the resource tells it that is to take the place of `proxmox_virtual_environment_vm`; it has no disks yet. */
export const newerMachine: Life = {
  address: "proxmox_vm.newer",
  created: {
    node_name: "pve",
    id: 520,
    name: "newer",
    description: "Made of nothing",
    tags: ["lab"],
    cpu: { cores: 2, type: "x86-64-v2-AES" },
    rng: { source: "/dev/urandom", max_bytes: 1024, period: 1000 },
    vga: { type: "std", memory: 32 },
    stop_on_destroy: true,
  },
  updated: { name: "newest", tags: ["lab", "web"], cpu: { cores: 4, type: "x86-64-v2-AES" } },
  importId: "pve/520",
  // How it is ended is the provider's own business.
  unread: ["stop_on_destroy"],
  seen: {
    at: "/nodes/pve/qemu/520/config",
    created: { name: "newer", cores: 2, tags: "lab", vga: "memory=32,type=std" },
    updated: { name: "newest", cores: 4, tags: "lab;web" },
  },
};

/** A copy of which only what is named is managed. */
export const newerCopy: Life = {
  address: "proxmox_cloned_vm.copied",
  created: {
    node_name: "pve",
    id: 521,
    name: "copied",
    clone: { source_vm_id: 9000, full: true },
    cpu: { cores: 2 },
    memory: { size: 1024, balloon: 512 },
    network: { net0: { bridge: "vmbr0", model: "virtio", mac_address: "BC:24:11:00:05:21", tag: 20 } },
    disk: { scsi0: { datastore_id: "local-lvm", size_gb: 12 } },
    started: false,
    stop_on_destroy: true,
  },
  updated: { name: "recopied", tags: ["lab"], memory: { size: 2048, balloon: 512 } },
  seen: {
    at: "/nodes/pve/qemu/521/config",
    created: { name: "copied", cores: 2, memory: "1024", balloon: 512 },
    updated: { name: "recopied", memory: "2048", tags: "lab" },
  },
};
