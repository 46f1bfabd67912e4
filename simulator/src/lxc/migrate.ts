/** Moves a container to another node, with what lies on storages of its own node. Source: PVE::LXC::Migrate. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { demandUnlocked, guestNow, isRunning, putGuest, withConfig } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { nodes } from "../nodes/node.ts";
import { storageNamed, storageOn, volumeNamed } from "../storage/access.ts";
import { freeVolume } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { withSnapshotsOf } from "../storage/snapshots.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { isUnusedName, kindOf, mountsOf, parseMount, printMount, volumesOf } from "./mounts.ts";
import { shutDownContainer, startContainer } from "./power.ts";
import { allocateFileSystem } from "./volumes.ts";

export interface Migration {
  readonly target: string;
  /** Storage on the target that takes what is on a storage of the source. */
  readonly storageFor: (storage: string) => string;
  readonly online: boolean;
  /** Whether a running container may be stopped for it, and started again over there. */
  readonly restart: boolean;
  /** Seconds to wait for it to shut down. */
  readonly timeout: number;
}

export function* migrateContainer(cluster: Cluster, at: Guest, migration: Migration): Work {
  const { target, online, restart, timeout } = migration;
  const guest = guestNow(cluster, at);
  demandUnlocked(guest);
  const wasRunning = isRunning(guest);
  if (wasRunning && online) throw refusal("lxc live migration is currently not implemented");
  if (wasRunning && !restart) throw refusal("running container can only be migrated in restart mode");
  demandStorages(cluster, guest, migration);
  if (wasRunning) {
    yield* say(`shutdown CT ${guest.vmid}`);
    yield* shutDownContainer(cluster, guest, { timeout });
  }
  const address = cluster.state.table(nodes).get(target)?.address ?? "";
  yield* say(`starting migration of CT ${guest.vmid} to node '${target}' (${address})`);
  putGuest(cluster, withConfig(guestNow(cluster, guest), { lock: "migrate" }));
  const copies: Volume[] = [];
  try {
    const moved = yield* copyVolumes(cluster, guestNow(cluster, guest), migration, copies);
    yield* takes(0.5);
    const now = withConfig(renamed(guestNow(cluster, guest), moved), { lock: undefined });
    for (const volid of moved.keys()) freeVolume(cluster, volumeNamed(cluster, guest.node, volid));
    putGuest(cluster, { ...now, node: target });
  } catch (error) {
    for (const copy of copies) freeVolume(cluster, copy);
    putGuest(cluster, withConfig(guestNow(cluster, guest), { lock: undefined }));
    if (wasRunning) yield* startContainer(cluster, guest, { skipLock: true });
    yield* say(`ERROR: migration aborted: ${error instanceof Error ? error.message : error}`);
    throw refusal("migration aborted");
  }
  yield* say("start final cleanup");
  if (wasRunning) {
    yield* say("start container on target node");
    yield* startContainer(cluster, { ...guest, node: target });
  }
  yield* say("migration finished successfully");
}

/** @throws 500 for what cannot be had on the other node */
function demandStorages(cluster: Cluster, guest: Guest, { target, storageFor }: Migration): void {
  for (const [name, mount] of mountsOf(guest.config)) {
    const kind = kindOf(mount);
    if (kind !== "volume" && mount.shared !== "1") throw refusal(`cannot migrate local ${kind} mount point '${name}'`);
  }
  for (const [, volid] of volumesOf(guest.config, { unused: true })) {
    const own = storageOn(cluster, guest.node, splitVolid(volid)?.storage ?? "");
    const wanted = storageOn(cluster, target, own.shared ? own.storage : storageFor(own.storage));
    if (!wanted.content.includes("rootdir")) {
      throw refusal(`${volid}: content type 'rootdir' is not available on storage '${wanted.storage}'`);
    }
  }
}

/** @returns new volids by old ones, of volumes that the other node did not see */
function* copyVolumes(
  cluster: Cluster,
  guest: Guest,
  { target, storageFor }: Migration,
  copies: Volume[],
): Work<Map<string, string>> {
  const sections = [guest.config, ...Object.values(guest.snapshots ?? {})];
  const volids = new Set(sections.flatMap((config) => volumesOf(config, { unused: true }).map(([, volid]) => volid)));
  const local = [...volids].filter((volid) => !storageNamed(cluster, splitVolid(volid)?.storage ?? "").shared).sort();
  for (const volid of local) yield* say(`found local volume '${volid}' (in current VM config)`);
  for (const volid of local) {
    const fault = unmovable(cluster, volumeNamed(cluster, guest.node, volid));
    if (fault === undefined) continue;
    yield* say(`can't migrate local volume '${volid}': ${fault}`);
    throw refusal("can't migrate CT - check log");
  }
  const moved = new Map<string, string>();
  for (const volid of local) {
    const volume = volumeNamed(cluster, guest.node, volid);
    const storage = storageFor(volume.storage);
    const { size } = volume;
    const empty = allocateFileSystem(cluster, { node: target, vmid: guest.vmid, storage, size, from: volume });
    const copy = withSnapshotsOf(cluster, empty, volume);
    copies.push(copy);
    yield* takes(copySeconds(volume.used));
    moved.set(volid, copy.volid);
    yield* say(`volume '${volid}' is '${copy.volid}' on the target`);
  }
  return moved;
}

function unmovable(cluster: Cluster, volume: Volume): string | undefined {
  const { type } = storageNamed(cluster, volume.storage);
  if (volume.parent !== undefined) return `clone of '${splitVolid(volume.parent)?.name ?? volume.parent}'`;
  if (volume.snapshots !== undefined && type !== "zfspool" && type !== "btrfs") return "non-migratable snapshot exists";
  return undefined;
}

/** The guest with its volumes under their new names, in its snapshots too. */
function renamed(guest: Guest, moved: ReadonlyMap<string, string>): Guest {
  const inSection = (config: Config): Config => {
    const changed: Record<string, string | number> = { ...config };
    for (const [name, volid] of volumesOf(config, { unused: true })) {
      const now = moved.get(volid);
      if (now === undefined) continue;
      changed[name] = isUnusedName(name)
        ? now
        : printMount(name, { ...parseMount(name, config[name] ?? ""), volume: now });
    }
    return changed;
  };
  const snapshots = Object.entries(guest.snapshots ?? {}).map(([name, config]) => [name, inSection(config)] as const);
  return {
    ...guest,
    config: inSection(guest.config),
    ...(guest.snapshots && { snapshots: Object.fromEntries(snapshots) }),
  };
}
