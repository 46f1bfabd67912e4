/** What a clone of a container is made of. Source: clone_vm of PVE::API2::LXC. */
import type { Cluster } from "../cluster.ts";
import { copySeconds } from "../guests/copy.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { demandBridge } from "../guests/permissions.ts";
import { isRunning } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { printSize } from "../schema/sizes.ts";
import { storageNamed, volumeNamed } from "../storage/access.ts";
import { hasFeature } from "../storage/features.ts";
import { linkImage } from "../storage/images.ts";
import type { Volume } from "../storage/slices.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { say, takes, type Work } from "../tasks/work.ts";
import { isMountName, isUnusedName, kindOf, type Mount, mountsOf, printMount } from "./mounts.ts";
import { isNet, parseNet, withMac } from "./options/network.ts";
import { allocateFileSystem } from "./volumes.ts";

export interface CloneRequest {
  readonly source: Guest;
  /** What is cloned: the configuration as it is, or a snapshot's. */
  readonly config: Config;
  readonly snapshot: string | undefined;
  readonly newid: number;
  readonly full: boolean;
  /** Where the copies go. Default: where the originals are. */
  readonly storage: string | undefined;
}

/** @throws 403 or 500 for a file system that cannot be cloned so */
export function demandClonable(cluster: Cluster, caller: Caller, request: CloneRequest): void {
  const { source, config, full, snapshot } = request;
  for (const [name, mount] of mountsOf(config)) {
    const kind = kindOf(mount);
    if (kind !== "volume") throw refusal(`unable to clone mountpoint '${name}' (type ${kind})`);
    caller.demand(`/storage/${targetOf(request, mount)}`, ["Datastore.AllocateSpace"]);
    if (full) {
      if (isRunning(source) && snapshot === undefined) {
        throw refusal("Full clone of a running container is only possible from a snapshot");
      }
    } else if (
      !hasFeature(cluster, volumeNamed(cluster, source.node, mount.volume), "clone", { snapshot, container: true })
    ) {
      throw refusal(`Linked clone feature for '${mount.volume}' is not available`);
    }
  }
  for (const [name, text] of Object.entries(config)) if (isNet(name)) demandBridge(cluster, caller, parseNet(text));
}

const targetOf = ({ storage }: CloneRequest, mount: Mount): string =>
  storage ?? splitVolid(mount.volume)?.storage ?? "";

/** Whether all of its volumes are seen from every node. */
export const isShared = (cluster: Cluster, request: CloneRequest): boolean =>
  mountsOf(request.config).every(([, mount]) => storageNamed(cluster, targetOf(request, mount)).shared);

const own = new Set(["lock", "parent", "snaptime", "snapstate", "template"]);

/** The configuration of a clone but for its file systems: new MAC addresses, no lock, no template. */
export function clonedConfig(
  { random }: Cluster,
  config: Config,
  changes: { hostname?: string | undefined; description?: string | undefined },
): Config {
  const copy: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(config)) {
    if (own.has(name) || isMountName(name) || isUnusedName(name)) continue;
    copy[name] = isNet(name) ? withMac(value, random.mac()) : value;
  }
  if (changes.hostname) copy.hostname = changes.hostname;
  if (changes.description) copy.description = `${changes.description.replace(/\n+$/, "")}\n`;
  return copy;
}

/** Copies or links one file system. @param made what is to be freed should a later one fail */
export function* cloneMount(
  cluster: Cluster,
  request: CloneRequest,
  name: string,
  mount: Mount,
  made: Volume[],
): Work<string> {
  const { source, newid, full, snapshot } = request;
  const { node } = source;
  const original = volumeNamed(cluster, node, mount.volume);
  yield* say(
    full
      ? `create full clone of mountpoint ${name} (${mount.volume})`
      : `create linked clone of mount point ${name} (${mount.volume})`,
  );
  const kept = original.snapshots?.find((candidate) => candidate.name === snapshot);
  const from = kept ? { ...original, size: kept.size, used: kept.used } : original;
  const copy =
    full || kept
      ? allocateFileSystem(cluster, { node, vmid: newid, storage: targetOf(request, mount), size: from.size, from })
      : linkImage(cluster, node, original, newid);
  made.push(copy);
  yield* takes(full ? copySeconds(from.used) : 0.2);
  return printMount(name, { ...mount, volume: copy.volid, size: printSize(copy.size) });
}
