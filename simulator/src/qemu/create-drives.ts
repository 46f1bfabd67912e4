/** Turns drives as a client wrote them (`local-lvm:20`, `local-lvm:cloudinit`, an existing volume) into volumes. Source: create_disks of PVE::API2::Qemu. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { parseSize, printSize } from "../schema/sizes.ts";
import { storageOn, volumeNamed } from "../storage/access.ts";
import { allocateImage, freeVolume, makeBase } from "../storage/images.ts";
import { volumeAt } from "../storage/paths.ts";
import type { Volume } from "../storage/slices.ts";
import { formatOn, traitsOf } from "../storage/types.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { type Drive, drivesOf, isCloudInit, isDriveName, parseDrive, printDrive } from "./drives.ts";

/** `local-lvm:20` or `20`: a new disk of so many GiB. */
export const newDisk = /^(?:([^/:\s]+):)?(\d+(?:\.\d+)?)$/;

/** Bytes of a cloud-init drive, of OVMF's variables and of a TPM's state. */
const small = 4 * 1024 ** 2;

export interface DriveRequest {
  readonly node: string;
  readonly vmid: number;
  /** Options of which the drives are made; others are left alone. */
  readonly settings: Readonly<Record<string, string | number>>;
  /** What the machine has already. */
  readonly config: Config;
  /** For a disk that names none. */
  readonly storage?: string | undefined;
}

/** @returns the drives as the configuration holds them. What it made is freed when one of them fails */
export function* createDrives(cluster: Cluster, request: DriveRequest): Work<Record<string, string>> {
  const made: Volume[] = [];
  const result: Record<string, string> = {};
  try {
    for (const [name, text] of Object.entries(request.settings).sort(([a], [b]) => (a < b ? -1 : 1))) {
      if (!isDriveName(name) || name.startsWith("unused")) continue;
      result[name] = yield* createDrive(
        cluster,
        request,
        name,
        parseDrive(name, text),
        { ...request.config, ...result },
        made,
      );
    }
    return result;
  } catch (error) {
    for (const volume of made) freeVolume(cluster, volume);
    throw error;
  }
}

function* createDrive(
  cluster: Cluster,
  request: DriveRequest,
  name: string,
  drive: Drive,
  config: Config,
  made: Volume[],
): Work<string> {
  const { node, vmid } = request;
  if (drive.file === "none" || drive.file === "cdrom") return printDrive(name, { ...drive, size: undefined });
  const { storage, name: wanted } = splitVolid(drive.file) ?? {};
  if (drive.file === "cloudinit" || wanted === "cloudinit") {
    refuseSecondCloudInit(name, config);
    const volume = allocateCloudInit(cluster, {
      node,
      vmid,
      storage: demandStorage(storage ?? request.storage),
      format: drive.format,
    });
    made.push(volume);
    return yield* created(name, { ...drive, file: volume.volid, media: "cdrom", format: undefined });
  }
  const [isNew, on, gib] = newDisk.exec(drive.file) ?? [];
  if (isNew !== undefined) {
    const target = demandStorage(on ?? request.storage);
    const source = drive["import-from"];
    const volume =
      source === undefined
        ? allocateImage(cluster, {
            node,
            vmid,
            storage: target,
            size: sizeOfNew(name, Number(gib)),
            ...(drive.format && { format: drive.format }),
          })
        : yield* importImage(cluster, request, target, source, drive);
    const settled = Number(config.template ?? 0) === 1 ? makeBase(cluster, node, volume) : volume;
    made.push(settled);
    return yield* created(name, {
      ...drive,
      file: settled.volid,
      size: printSize(settled.size),
      format: undefined,
      "import-from": undefined,
    });
  }
  if (splitVolid(drive.file) === undefined) return printDrive(name, drive);
  if (isCloudInit(drive)) refuseSecondCloudInit(name, config);
  const volume = volumeNamed(cluster, node, drive.file);
  if (volume.content !== "images" && volume.content !== "iso") {
    throw refusal(`cannot use volume ${drive.file} - content type needs to be 'images' or 'iso'`);
  }
  return printDrive(name, { ...drive, size: printSize(volume.size) });
}

function* created(name: string, drive: Readonly<Record<string, string | undefined>>): Work<string> {
  const text = printDrive(name, drive);
  yield* say(`${name}: successfully created disk '${text}'`);
  return text;
}

function* importImage(
  cluster: Cluster,
  { node, vmid }: DriveRequest,
  storage: string,
  source: string,
  drive: Drive,
): Work<Volume> {
  const held = volumeAt(cluster, node, source);
  const from = held ?? volumeNamed(cluster, node, source);
  const size = from.virtualSize ?? from.size;
  // An image of a storage hints at the format of its copy; one that is named by its path does not.
  const hint = drive.format ?? (held ? undefined : from.format);
  const format = formatOn(storageOn(cluster, node, storage), hint);
  const volume = allocateImage(cluster, { node, vmid, storage, size, from, format });
  yield* say(`transferred 0.0 B of ${printSize(size)} (0.00%)`);
  yield* takes(copySeconds(size));
  yield* say(`transferred ${printSize(size)} of ${printSize(size)} (100.00%)`);
  return volume;
}

/** The drive that cloud-init reads, named for its guest. */
export function allocateCloudInit(
  cluster: Cluster,
  {
    node,
    vmid,
    storage: id,
    format: wanted,
  }: { node: string; vmid: number; storage: string; format?: string | undefined },
): Volume {
  const storage = storageOn(cluster, node, id);
  const format = traitsOf(storage).files ? (wanted ?? "qcow2") : "raw";
  return allocateImage(cluster, { node, vmid, storage: id, size: small, format, name: `vm-${vmid}-cloudinit` });
}

function refuseSecondCloudInit(name: string, config: Config): void {
  const other = drivesOf(config).find(([key, drive]) => key !== name && isCloudInit(drive))?.[0];
  if (other !== undefined) throw refusal(`${name} - cloud-init drive is already attached at '${other}'`);
}

function demandStorage(id: string | undefined): string {
  if (id === undefined) throw refusal("no storage ID specified (and no default storage)");
  return id;
}

const sizeOfNew = (name: string, gib: number): number =>
  name === "efidisk0" || name === "tpmstate0" ? small : Math.floor(gib * (parseSize("1G") as number));
