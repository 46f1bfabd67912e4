import type { World, WorldGuest } from "../../simulator/src/index.ts";

/** One large node with so many machines, numbered from 1000 on, as a lab has them. Any number up to 60,000 fits. */
export function worldOf(machines: number): World {
  return {
    nodes: [{ name: "pve", cores: 64, memory: "4TiB" }],
    storages: [
      { id: "local", type: "dir", content: ["iso", "vztmpl", "snippets", "import"], options: { path: "/var/lib/vz" } },
      { id: "tank", type: "zfspool", content: ["images", "rootdir"], size: "1000TiB", options: { pool: "tank" } },
    ],
    guests: Array.from({ length: machines }, (_, index) => machine(1000 + index)),
  };
}

/** The number of the template in `worldToClone`. */
export const templateId = 9000;

/** The same node with one template and nothing else. */
export function worldToClone(): World {
  return { ...worldOf(0), guests: [{ ...machine(templateId), name: "template", template: true }] };
}

const machine = (vmid: number): WorldGuest => ({
  ...{ vmid, node: "pve", name: `machine-${vmid}`, cores: 2, memory: "2GiB", firmware: "uefi", machine: "q35" },
  disk: { storage: "tank", size: "20GiB", interface: "scsi0" },
  agent: true,
  cloudInit: true,
  running: true,
});
