/** What is plugged into the nodes. */
import { slice } from "../store/slice.ts";

export interface PciDevice {
  readonly node: string;
  /** `0000:01:00.0` */
  readonly id: string;
  /** `0x030000`: class, subclass and programming interface. */
  readonly class: string;
  /** `0x10de` */
  readonly vendor: string;
  readonly device: string;
  /** -1 when the node has no IOMMU. */
  readonly iommugroup: number;
  readonly vendorName?: string;
  readonly deviceName?: string;
  readonly subsystemVendor?: string;
  readonly subsystemDevice?: string;
  /** Whether it can be split into mediated devices. */
  readonly mdev?: boolean;
}

export interface UsbDevice {
  readonly node: string;
  readonly busnum: number;
  readonly devnum: number;
  /** Port below its bus such as `3` or `1.2`; absent for the root hub. */
  readonly usbpath?: string;
  /** `1a86`, without 0x. */
  readonly vendid: string;
  readonly prodid: string;
  /** Device class, 9 is a hub. */
  readonly class: number;
  readonly level: number;
  readonly port: number;
  /** Mbit/s. */
  readonly speed: string;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
}

export const pciDevices = slice<PciDevice, "node">("pci", { node: (device) => device.node });
export const usbDevices = slice<UsbDevice, "node">("usb", { node: (device) => device.node });

/** A folder of a node beside those of its storages, as a directory mapping may name it. */
export interface NodeFolder {
  readonly node: string;
  readonly path: string;
}

export const nodeFolders = slice<NodeFolder, "node">("folders", { node: (folder) => folder.node });

/** A device node that a container may be given, such as `/dev/nvidia0`. */
export const deviceNodes = slice<NodeFolder, "node">("device-nodes", { node: (device) => device.node });

/** A file of a node that nothing else here makes, such as what a driver tells below /proc. */
export interface NodeFile {
  readonly node: string;
  readonly path: string;
  readonly content: string;
}

export const nodeFiles = slice<NodeFile, "node">("node-files", { node: (file) => file.node });
