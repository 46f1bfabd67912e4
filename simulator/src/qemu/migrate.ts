/** Moves a machine to another node, with what lies on storages of its own node. Source: PVE::QemuMigrate. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { guestNow, isRunning, putGuest, withConfig } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { nodes } from "../nodes/node.ts";
import { storageNamed, volumeNamed } from "../storage/access.ts";
import { allocateImage, freeVolume, isUsedBase } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { withSnapshotsOf } from "../storage/snapshots.ts";
import { usualFormat } from "../storage/types.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { drivesOf, isCdrom, parseDrive, printDrive } from "./drives.ts";

export interface Migration {
  readonly target: string;
  /** Storage on the target that takes what is on a storage of the source. */
  readonly storageFor: (storage: string) => string;
  /** Whether disks that only this node sees may be copied while the machine runs. */
  readonly withLocalDisks: boolean;
}

/** Disks of a machine and of its snapshots, by where they are named. */
export function volumesOf(guest: Guest): string[] {
  const sections = [guest.config, ...Object.values(guest.snapshots ?? {})];
  const volids = sections.flatMap((config) => [
    ...drivesOf(config, { unused: true })
      .filter(([, drive]) => !isCdrom(drive, { cloudInit: false }) && splitVolid(drive.file) !== undefined)
      .map(([, drive]) => drive.file),
    ...(config.vmstate === undefined ? [] : [String(config.vmstate)]),
  ]);
  return [...new Set(volids)].sort();
}

export function* migrateMachine(cluster: Cluster, at: Guest, migration: Migration): Work {
  const { target } = migration;
  const address = cluster.state.table(nodes).get(target)?.address ?? "";
  putGuest(cluster, withConfig(guestNow(cluster, at), { lock: "migrate" }));
  const copies: Volume[] = [];
  try {
    yield* say(`starting migration of VM ${at.vmid} to node '${target}' (${address})`);
    const moved = yield* copyVolumes(cluster, guestNow(cluster, at), migration, copies);
    yield* takes(1);
    const now = withConfig(renamed(guestNow(cluster, at), moved), { lock: undefined });
    for (const volid of moved.keys()) freeVolume(cluster, volumeNamed(cluster, at.node, volid));
    putGuest(cluster, { ...now, node: target });
  } catch (error) {
    for (const copy of copies) freeVolume(cluster, copy);
    putGuest(cluster, withConfig(guestNow(cluster, at), { lock: undefined }));
    yield* say(`ERROR: migration aborted: ${error instanceof Error ? error.message : error}`);
    throw refusal("migration aborted");
  }
  yield* say("migration finished successfully");
}

/** @returns new volids by old ones, of volumes that the other node did not see */
function* copyVolumes(
  cluster: Cluster,
  guest: Guest,
  { target, storageFor, withLocalDisks }: Migration,
  copies: Volume[],
): Work<Map<string, string>> {
  const local = volumesOf(guest).filter((volid) => {
    const { shared, storage } = storageNamed(cluster, splitVolid(volid)?.storage ?? "");
    return !shared || storageFor(storage) !== storage;
  });
  let stuck = false;
  for (const volid of local) {
    const fault =
      isRunning(guest) && !withLocalDisks
        ? "can't live migrate attached local disks without with-local-disks option"
        : unmovable(cluster, volumeNamed(cluster, guest.node, volid));
    if (fault !== undefined) yield* say(`can't migrate local disk '${volid}': ${fault}`);
    stuck ||= fault !== undefined;
  }
  if (stuck) throw refusal("can't migrate VM - check log");
  const moved = new Map<string, string>();
  for (const volid of local) {
    const volume = volumeNamed(cluster, guest.node, volid);
    yield* say(`copying local disk image ${volid}`);
    yield* takes(copySeconds(volume.size));
    const copy = copyOf(cluster, guest, volume, { node: target, storage: storageFor(volume.storage) });
    copies.push(copy);
    moved.set(volid, copy.volid);
  }
  return moved;
}

/** A copy under the first free name, or under the name that cloud-init's drive and saved memory have everywhere. */
function copyOf(cluster: Cluster, guest: Guest, volume: Volume, { node, storage }: { node: string; storage: string }) {
  const target = storageNamed(cluster, storage);
  const name = /vm-\d+-(?:cloudinit|state-[\w-]+)/.exec(volume.volid)?.[0];
  const format = storage === volume.storage ? volume.format : usualFormat(target);
  const copy = allocateImage(cluster, {
    node,
    storage,
    vmid: guest.vmid,
    size: volume.size,
    from: volume,
    format,
    ...(name !== undefined && { name }),
  });
  return withSnapshotsOf(cluster, copy, volume);
}

function unmovable(cluster: Cluster, volume: Volume): string | undefined {
  const { type } = storageNamed(cluster, volume.storage);
  if (volume.parent !== undefined) return `it is a clone of '${splitVolid(volume.parent)?.name ?? volume.parent}'`;
  if (isUsedBase(cluster, volume)) return "referenced by linked clone(s)";
  if (volume.snapshots !== undefined && type !== "zfspool" && volume.format !== "qcow2") {
    return "non-migratable snapshot exists";
  }
  return undefined;
}

/** The machine with its disks under their new names, in its snapshots too. */
function renamed(guest: Guest, moved: ReadonlyMap<string, string>): Guest {
  const inSection = (config: Config): Config => {
    const changed: Record<string, string | number> = { ...config };
    for (const [name, drive] of drivesOf(config, { unused: true })) {
      const now = moved.get(drive.file);
      if (now === undefined) continue;
      changed[name] = name.startsWith("unused")
        ? now
        : printDrive(name, { ...parseDrive(name, String(config[name])), file: now });
    }
    const memory = moved.get(String(config.vmstate));
    return memory === undefined ? changed : { ...changed, vmstate: memory };
  };
  const snapshots = Object.entries(guest.snapshots ?? {}).map(([name, config]) => [name, inSection(config)] as const);
  return {
    ...guest,
    config: inSection(guest.config),
    ...(guest.snapshots && { snapshots: Object.fromEntries(snapshots) }),
  };
}
