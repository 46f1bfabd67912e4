import type { Life } from "../life.ts";

const gpu = { node: "pve", path: "0000:00:02.0", id: "8086:3e92", iommu_group: 1, subsystem_id: "1043:8694" };

export const pciMapping: Life = {
  address: "proxmox_hardware_mapping_pci.igpu",
  created: { name: "igpu", comment: "graphics", map: [gpu], mediated_devices: true },
  updated: { comment: "graphics of both", map: [gpu, { ...gpu, node: "forge" }] },
  importId: "igpu",
  seen: {
    at: "/cluster/mapping/pci/igpu",
    created: { description: "graphics", mdev: 1 },
    updated: { description: "graphics of both" },
  },
};

export const usbMapping: Life = {
  address: "proxmox_hardware_mapping_usb.keyboard",
  created: { name: "keyboard", map: [{ node: "pve", id: "046d:c31c", path: "1-2" }] },
  updated: { comment: "on any port", map: [{ node: "pve", id: "046d:c31c" }] },
  importId: "keyboard",
  seen: {
    at: "/cluster/mapping/usb/keyboard",
    created: { map: ["id=046d:c31c,node=pve,path=1-2"] },
    updated: { description: "on any port", map: ["id=046d:c31c,node=pve"] },
  },
};

export const dirMapping: Life = {
  address: "proxmox_hardware_mapping_dir.share",
  created: { name: "share", comment: "films", map: [{ node: "pve", path: "/tank/share" }] },
  updated: { comment: undefined, map: [{ node: "pve", path: "/tank/media" }] },
  importId: "share",
  seen: {
    at: "/cluster/mapping/dir/share",
    created: { description: "films", map: ["node=pve,path=/tank/share"] },
    updated: { map: ["node=pve,path=/tank/media"] },
  },
};
