/** The block devices of the nodes. */
import { slice } from "../store/slice.ts";

export interface Disk {
  readonly node: string;
  /** `/dev/sda` */
  readonly device: string;
  /** Bytes. */
  readonly size: number;
  readonly type: "hdd" | "ssd" | "nvme" | "usb";
  readonly model: string;
  readonly serial: string;
  /** What is on it: `LVM`, `ZFS`, `ext4`, `partitions`; absent when it is empty. */
  readonly used?: string;
  /** Whether it has a partition table. */
  readonly gpt: boolean;
}

export const disks = slice<Disk, "node">("disks", { node: (disk) => disk.node });

export const diskKey = (node: string, device: string): string => `${node} ${device}`;
