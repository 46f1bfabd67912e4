/** What a request for a new container asks for, checked against all that can be checked before work begins. Source: create_vm of PVE::API2::LXC. */
import type { Cluster } from "../cluster.ts";
import type { Config, Guest } from "../guests/guest.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { storageOn } from "../storage/access.ts";
import { splitVolid } from "../storage/volume-name.ts";
import { reserved } from "./container.ts";
import { isMountName, isUnusedName, kindOf, mountsOf } from "./mounts.ts";
import type { Settings } from "./options/index.ts";
import { settle } from "./pending.ts";
import { withSettings } from "./update.ts";

export interface NewContainer {
  readonly node: string;
  readonly vmid: number;
  /** Where a file system goes that names no storage. */
  readonly storage: string;
  /** Options but for file systems, as the configuration will hold them. */
  readonly config: Config;
  /** File systems as the client wrote them; none for a root of the usual size. */
  readonly mounts: Readonly<Record<string, string>>;
}

/** @throws 400, 403 or 500 */
export function plannedContainer(
  cluster: Cluster,
  caller: Caller,
  { node, vmid, storage, settings }: { node: string; vmid: number; storage: string; settings: Settings },
): NewContainer {
  const mounts: Record<string, string> = {};
  const options: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(settings)) {
    if (isMountName(name)) mounts[name] = /^\d+(\.\d+)?$/.test(String(value)) ? `${storage}:${value}` : String(value);
    else if (!isUnusedName(name)) options[name] = value;
  }
  if (mounts.rootfs === undefined) {
    if (Object.keys(mounts).length > 0) throw refusal("mount points configured, but 'rootfs' not set - aborting");
    demandStorage(cluster, caller, node, storage);
  }
  for (const [, mount] of mountsOf(mounts)) {
    if (kindOf(mount) === "volume") demandStorage(cluster, caller, node, storageOf(mount.volume));
    else if (!caller.isRoot) throw refusal("Only root can pass arbitrary filesystem paths.");
  }
  const empty: Guest = { ...reserved(node, vmid), config: {} };
  const { config } = settle(cluster, withSettings(cluster, empty, options)).guest;
  return { node, vmid, storage, config, mounts };
}

function storageOf(volid: string): string {
  const split = splitVolid(volid);
  if (!split) throw refusal(`unable to parse volume ID '${volid}'`);
  return split.storage;
}

function demandStorage(cluster: Cluster, caller: Caller, node: string, id: string): void {
  if (!storageOn(cluster, node, id).content.includes("rootdir")) {
    throw invalidParameters({ storage: `storage '${id}' does not support container directories` });
  }
  caller.demand(`/storage/${id}`, ["Datastore.AllocateSpace"]);
}

const publicKey =
  /^(?:[\w-]+="?[^"]*"?(?:,|\s)\s*)*(?:ssh-(?:rsa|dss|ed25519)|ecdsa-sha2-nistp(?:256|384|521)|sk-(?:ssh-ed25519|ecdsa-sha2-nistp256)@openssh\.com) [A-Za-z0-9+/]+={0,3}(?: .*)?$/;

/** @throws 500 for a line that is no public key */
export function demandPublicKeys(keys: string | undefined): void {
  const lines = (keys ?? "").split("\n").filter((line) => line.trim() !== "" && !line.startsWith("#"));
  if (!lines.every((line) => publicKey.test(line.trim()))) throw refusal("SSH public key validation error");
}
