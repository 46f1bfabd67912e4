/** Puts the machines and files of a world on its storages. */
import type { Cluster } from "../cluster.ts";
import { guests } from "../guests/guest.ts";
import { bridgeOf } from "../nodes/node.ts";
import { parseSize, printSize } from "../schema/sizes.ts";
import { storageNamed } from "../storage/access.ts";
import { putFile } from "../storage/files.ts";
import { type ImageTraits, placeOf, storages, type Volume, volumeKey, volumes } from "../storage/slices.ts";
import type { WorldFile, WorldGuest } from "./world.ts";

const efiSize = 4 * 1024 ** 2;

function put(cluster: Cluster, node: string, volume: Omit<Volume, "place" | "used" | "ctime">): string {
  const storage = cluster.state.table(storages).get(volume.storage);
  if (!storage) throw new Error(`storage ${volume.storage} is not planted`);
  const place = placeOf(storage, node);
  cluster.state.table(volumes).put(volumeKey(place, volume.volid), {
    ...volume,
    place,
    used: volume.size,
    ctime: cluster.clock.seconds(),
  });
  return volume.volid;
}

/** Volumes are named as Proxmox names them on a block storage; a template's disks are base images. */
export function plantMachine(cluster: Cluster, guest: WorldGuest): void {
  const { state, random, clock } = cluster;
  const size = parseSize(guest.disk.size) ?? 0;
  const bootDisk = guest.disk.interface ?? "scsi0";
  const image: ImageTraits = {
    agent: guest.agent ?? false,
    cloudInit: guest.cloudInit ?? false,
    bootSeconds: guest.bootSeconds ?? 12,
  };
  const isFolder = ["dir", "nfs", "cifs", "btrfs"].includes(state.table(storages).get(guest.disk.storage)?.type ?? "");
  const format = isFolder ? "qcow2" : "raw";
  const name = (number: number) => {
    const disk = `${guest.template ? "base" : "vm"}-${guest.vmid}-disk-${number}`;
    return `${guest.disk.storage}:${isFolder ? `${guest.vmid}/${disk}.${format}` : disk}`;
  };
  const volume = { storage: guest.disk.storage, content: "images", vmid: guest.vmid, format } as const;
  const uefi = guest.firmware === "uefi";
  const efi = uefi ? put(cluster, guest.node, { ...volume, volid: name(0), size: efiSize }) : undefined;
  const disk = put(cluster, guest.node, { ...volume, volid: name(uefi ? 1 : 0), size, image });
  const cloudInitDrive =
    guest.cloudInit &&
    `${guest.disk.storage}:${isFolder ? `${guest.vmid}/vm-${guest.vmid}-cloudinit.qcow2` : `vm-${guest.vmid}-cloudinit`}`;
  if (cloudInitDrive) put(cluster, guest.node, { ...volume, volid: cloudInitDrive, size: efiSize });
  state.table(guests).put(guest.vmid, {
    vmid: guest.vmid,
    kind: "qemu",
    node: guest.node,
    config: {
      name: guest.name,
      boot: `order=${bootDisk}`,
      cores: guest.cores ?? 1,
      memory: String((parseSize(guest.memory ?? "512MiB") ?? 0) / 1024 ** 2),
      meta: `creation-qemu=10.1.2,ctime=${clock.seconds()}`,
      net0: `virtio=${random.mac()},bridge=${bridgeOf(cluster, guest.node)}`,
      numa: 0,
      ostype: guest.os ?? "l26",
      scsihw: "virtio-scsi-single",
      smbios1: `uuid=${random.uuid()}`,
      sockets: 1,
      vmgenid: random.uuid(),
      [bootDisk]: `${disk},size=${printSize(size)}`,
      ...(efi && { bios: "ovmf", efidisk0: `${efi},efitype=4m,pre-enrolled-keys=1,size=4M` }),
      ...(guest.machine && { machine: guest.machine }),
      ...(guest.agent && { agent: "1" }),
      ...(cloudInitDrive && { ide2: `${cloudInitDrive},media=cdrom` }),
      ...(guest.template && { template: 1 }),
      ...guest.config,
    },
    pending: {},
    power: guest.running
      ? { status: "running", pid: 2_000 + random.below(60_000), since: clock.now(), booted: true }
      : { status: "stopped" },
  });
}

/** A file without bytes: it has a name and a size. */
export function plantFile(cluster: Cluster, { node, storage, content, name, size = "100MiB" }: WorldFile): void {
  putFile(cluster, node, storageNamed(cluster, storage), { content, name, size: parseSize(size) ?? 0 });
}
