/** What a person may plug into a node of the world, and what is plugged in when nobody says. */

export interface WorldPci {
  /** `0000:01:00.0` */
  readonly id: string;
  /** `0x030000` for a graphics card, `0x020000` for a network card, `0x010802` for NVMe. */
  readonly class: string;
  /** `0x10de` */
  readonly vendor: string;
  readonly device: string;
  /** Default: the number of the devices before it. */
  readonly iommugroup?: number;
  readonly vendorName?: string;
  readonly deviceName?: string;
  readonly subsystemVendor?: string;
  readonly subsystemDevice?: string;
  /** Whether it can be split into mediated devices. Default false. */
  readonly mdev?: boolean;
}

export interface WorldUsb {
  /** Bus and port: `1-2`, `1-3.1`. */
  readonly path: string;
  /** `1a86`, without 0x. */
  readonly vendor: string;
  readonly device: string;
  readonly manufacturer?: string;
  readonly product?: string;
  readonly serial?: string;
}

export interface WorldDisk {
  /** `/dev/sda`, `/dev/nvme0n1` */
  readonly device: string;
  /** Such as "1TiB". */
  readonly size: string;
  /** Default: nvme for /dev/nvme…, else ssd. */
  readonly type?: "hdd" | "ssd" | "nvme" | "usb";
  readonly model?: string;
  readonly serial?: string;
  /** What is on it: `LVM`, `ZFS`, `ext4`, `partitions`. Default: nothing. */
  readonly used?: string;
}

/** A small Intel machine with its graphics unit and two network cards. */
export const usualPci: readonly WorldPci[] = [
  {
    id: "0000:00:00.0",
    class: "0x060000",
    vendor: "0x8086",
    device: "0x3ec2",
    vendorName: "Intel Corporation",
    deviceName: "8th Gen Core Processor Host Bridge/DRAM Registers",
  },
  {
    id: "0000:00:02.0",
    class: "0x030000",
    vendor: "0x8086",
    device: "0x3e92",
    vendorName: "Intel Corporation",
    deviceName: "CoffeeLake-S GT2 [UHD Graphics 630]",
    subsystemVendor: "0x1043",
    subsystemDevice: "0x8694",
    mdev: true,
  },
  {
    id: "0000:00:14.0",
    class: "0x0c0330",
    vendor: "0x8086",
    device: "0xa36d",
    vendorName: "Intel Corporation",
    deviceName: "Cannon Lake PCH USB 3.1 xHCI Host Controller",
  },
  {
    id: "0000:01:00.0",
    class: "0x010802",
    vendor: "0x144d",
    device: "0xa808",
    vendorName: "Samsung Electronics Co Ltd",
    deviceName: "NVMe SSD Controller SM981/PM981/PM983",
  },
  {
    id: "0000:02:00.0",
    class: "0x020000",
    vendor: "0x8086",
    device: "0x15f3",
    vendorName: "Intel Corporation",
    deviceName: "Ethernet Controller I225-V",
  },
];

export const usualUsb: readonly WorldUsb[] = [
  { path: "1-2", vendor: "046d", device: "c31c", manufacturer: "Logitech", product: "USB Keyboard" },
];

/** The disk that the installer took, and an empty one. */
export const usualDisks: readonly WorldDisk[] = [
  { device: "/dev/nvme0n1", size: "512GiB", model: "Samsung SSD 970 EVO Plus", used: "LVM" },
  { device: "/dev/sda", size: "2TiB", type: "hdd", model: "WDC WD20EFRX" },
];
