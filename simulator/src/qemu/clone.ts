/** What a clone is made of. Source: clone_vm of PVE::API2::Qemu and clone_disk of PVE::QemuServer. */
import type { Cluster } from "../cluster.ts";
import { macPrefix } from "../datacenter/options.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { parseProperties, printProperties } from "../schema/property-string.ts";
import { printSize } from "../schema/sizes.ts";
import { volumeNamed } from "../storage/access.ts";
import { allocateImage, canLink, linkImage } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { allocateCloudInit } from "./create-drives.ts";
import { type Drive, drivesOf, isCdrom, isCloudInit, isDriveName, printDrive } from "./drives.ts";
import { smbios } from "./options/devices.ts";
import { shownDescription } from "./options/index.ts";
import { withMac } from "./options/network.ts";

export interface CloneRequest {
  readonly source: Guest;
  readonly newid: number;
  readonly full: boolean;
  /** Where the copies go. Default: where the originals are. */
  readonly storage?: string | undefined;
  readonly format?: string | undefined;
}

/** Drives that a clone needs copies of. */
export const clonedDrives = (config: Config): [string, Drive][] =>
  drivesOf(config).filter(([, drive]) => isCloudInit(drive) || !isCdrom(drive));

/** @throws 500 when a disk cannot be linked */
export function demandClonable(cluster: Cluster, { source, full }: Pick<CloneRequest, "source" | "full">): void {
  for (const [name, drive] of clonedDrives(source.config)) {
    if (isCloudInit(drive)) continue;
    const volume = volumeNamed(cluster, source.node, drive.file);
    if (!full && name !== "tpmstate0" && !canLink(cluster, volume)) {
      throw refusal(`Linked clone feature is not supported for '${drive.file}' (${name})`);
    }
  }
}

/** What is about the original alone, or about a snapshot of it. */
const own = new Set("template lock parent snaptime snapstate vmstate runningmachine runningcpu".split(" "));

/** The configuration of a clone but for its drives: new MAC addresses, new ids, no lock, no template. */
export function clonedConfig(
  cluster: Cluster,
  source: Guest,
  changes: { name?: string | undefined; description?: string | undefined },
): Config {
  const config: Record<string, string | number> = {};
  const cloned = new Set(clonedDrives(source.config).map(([name]) => name));
  for (const [key, value] of Object.entries(source.config).sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (cloned.has(key) || (isDriveName(key) && key.startsWith("unused")) || own.has(key)) continue;
    config[key] = /^net\d+$/.test(key) ? withMac(String(value), cluster.random.mac(macPrefix(cluster))) : value;
  }
  config.smbios1 = printProperties(smbios, {
    ...parseProperties(smbios, String(source.config.smbios1 ?? "")),
    uuid: cluster.random.uuid(),
  });
  if (config.vmgenid !== undefined) config.vmgenid = cluster.random.uuid();
  config.name = changes.name ?? `Copy-of-VM-${source.config.name ?? source.vmid}`;
  if (changes.description !== undefined) config.description = shownDescription(changes.description);
  return config;
}

/** Copies or links one drive. @param made what is to be freed should a later one fail */
export function* cloneDrive(
  cluster: Cluster,
  request: CloneRequest,
  name: string,
  drive: Drive,
  made: Volume[],
): Work<string> {
  const { source, newid, full, storage, format } = request;
  const original = volumeNamed(cluster, source.node, drive.file);
  const target = storage ?? original.storage;
  if (isCloudInit(drive)) {
    const volume = allocateCloudInit(cluster, { node: source.node, vmid: newid, storage: target });
    made.push(volume);
    return printDrive(name, { ...drive, file: volume.volid, size: printSize(volume.size) });
  }
  const linked = !full && name !== "tpmstate0";
  yield* say(`create ${linked ? "linked" : "full"} clone of drive ${name} (${drive.file})`);
  const volume = linked
    ? linkImage(cluster, source.node, original, newid)
    : allocateImage(cluster, {
        node: source.node,
        storage: target,
        vmid: newid,
        size: original.size,
        from: original,
        ...formatFor(original, target, format),
      });
  made.push(volume);
  if (linked) yield* takes(0.2);
  else yield* copying(original.size);
  return printDrive(name, { ...drive, file: volume.volid, size: printSize(volume.size), format: undefined });
}

/** A copy on the same storage keeps its format. */
const formatFor = (original: Volume, target: string, wanted: string | undefined): { format?: string } =>
  wanted !== undefined ? { format: wanted } : target === original.storage ? { format: original.format } : {};

function* copying(bytes: number): Work {
  yield* say(`transferred 0.0 B of ${printSize(bytes)} (0.00%)`);
  yield* takes(copySeconds(bytes));
  yield* say(`transferred ${printSize(bytes)} of ${printSize(bytes)} (100.00%)`);
}
