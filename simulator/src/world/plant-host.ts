/** Puts what is plugged into a node, and its network, into an empty state. */
import type { Cluster } from "../cluster.ts";
import { deviceNodes, nodeFiles, nodeFolders, pciDevices, usbDevices } from "../hardware/devices.ts";
import { diskKey, disks } from "../hardware/disks.ts";
import { installedNetwork, networks, withBridges } from "../network/network.ts";
import type { Node } from "../nodes/node.ts";
import { parseSize } from "../schema/sizes.ts";
import { usualDisks, usualPci, usualUsb, type WorldDisk, type WorldUsb } from "./hardware.ts";
import type { WorldNode } from "./world.ts";

export function plantHost({ state }: Cluster, node: Node, world: WorldNode): void {
  const { name } = node;
  for (const [index, device] of (world.pci ?? usualPci).entries()) {
    state.table(pciDevices).put(`${name} ${device.id}`, { node: name, iommugroup: index, ...device });
  }
  for (const device of [...rootHubs, ...(world.usb ?? usualUsb)]) {
    state.table(usbDevices).put(`${name} ${device.path}`, { node: name, ...usbFacts(device) });
  }
  for (const disk of world.disks ?? usualDisks) {
    state.table(disks).put(diskKey(name, disk.device), { node: name, ...diskFacts(name, disk) });
  }
  for (const path of world.folders ?? []) state.table(nodeFolders).put(`${name} ${path}`, { node: name, path });
  for (const path of world.devices ?? []) state.table(deviceNodes).put(`${name} ${path}`, { node: name, path });
  for (const [path, content] of Object.entries(world.files ?? {})) {
    state.table(nodeFiles).put(`${name} ${path}`, { node: name, path, content });
  }
  const bridge = { name: node.bridge, cidr: `${node.address}/${node.prefix}`, gateway: node.gateway };
  const network = installedNetwork(name, world.cards ?? ["enp1s0", "enp2s0"], bridge);
  state.table(networks).put(name, withBridges(network, world.bridges ?? []));
}

const rootHubs: readonly WorldUsb[] = [
  { path: "1-0", vendor: "1d6b", device: "0002", manufacturer: "Linux xhci-hcd", product: "xHCI Host Controller" },
];

function usbFacts({ path, vendor, device, ...names }: WorldUsb) {
  const [bus = "1", port = "0"] = path.split("-");
  const isHub = port === "0";
  return {
    busnum: Number(bus),
    devnum: Number(port.split(".").at(-1)) + 1,
    ...(!isHub && { usbpath: port }),
    vendid: vendor,
    prodid: device,
    class: isHub ? 9 : 0,
    level: isHub ? 0 : port.split(".").length,
    port: Math.max(0, Number(port.split(".").at(-1)) - 1),
    speed: isHub ? "480" : "12",
    ...names,
  };
}

function diskFacts(node: string, disk: WorldDisk) {
  const type = disk.type ?? (disk.device.startsWith("/dev/nvme") ? "nvme" : "ssd");
  const name = disk.device.replace(/^\/dev\//, "");
  return {
    device: disk.device,
    size: parseSize(disk.size) ?? 0,
    type,
    model: disk.model ?? "Simulated Disk",
    serial: disk.serial ?? `${node}-${name}`.toUpperCase(),
    gpt: disk.used !== undefined,
    ...(disk.used !== undefined && { used: disk.used }),
  } as const;
}
