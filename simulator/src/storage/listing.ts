/** Volumes as the API lists them. Source: list_volumes and list_images of the storage plugins. */
import type { Cluster } from "../cluster.ts";
import { placeOf, type Storage, type Volume, volumes } from "./slices.ts";
import { parseVolumeName, splitVolid } from "./volume-name.ts";

export interface Wanted {
  readonly content?: string | undefined;
  readonly vmid?: number | undefined;
}

/** Contents that belong to no guest: asked for a guest's, they are left out. */
const ownerless: ReadonlySet<string> = new Set(["iso", "vztmpl"]);
/** Contents that Proxmox lists whoever's they are. */
const anyones: ReadonlySet<string> = new Set(["snippets", "import"]);

/** What a storage holds on a node, of the contents that it may hold, in the order of its names. */
export function volumesOn(cluster: Cluster, storage: Storage, node: string, { content, vmid }: Wanted = {}): Volume[] {
  const shown = new Set<string>(storage.content);
  return cluster.state
    .table(volumes)
    .by("place", placeOf(storage, node))
    .filter((volume) => shown.has(volume.content) && (content === undefined || volume.content === content))
    .filter(
      (volume) =>
        vmid === undefined || anyones.has(volume.content) || (volume.vmid === vmid && !ownerless.has(volume.content)),
    )
    .map((volume) => [volume.volid.toLowerCase(), volume] as const)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([, volume]) => volume);
}

/** One line of the list. */
export function listedVolume(storage: Storage, volume: Volume) {
  const { volid, content, format, size, ctime, vmid, notes } = volume;
  return {
    volid,
    content,
    format,
    size,
    ctime,
    ...(vmid !== undefined && { vmid }),
    ...(content === "backup" && { subtype: backupType(storage, volume) }),
    ...((content === "images" || content === "rootdir") && imageFacts(storage, volume)),
    ...(notes !== undefined && { notes: notes.split("\n")[0] }),
    ...(volume.protected && { protected: 1 }),
  };
}

/** `qemu`, `lxc`, or `unknown` when the name does not say. */
export function backupType(storage: Storage, { volid }: Volume): string {
  if (storage.type === "pbs") return volid.includes(":backup/ct/") ? "lxc" : "qemu";
  return /:backup\/vzdump-(lxc|openvz|qemu)-/.exec(volid)?.[1] ?? "unknown";
}

function imageFacts(storage: Storage, { volid, used, parent }: Volume) {
  const { name } = parseVolumeName(storage, splitVolid(volid)?.name ?? "");
  const base = parent === undefined ? undefined : splitVolid(parent)?.name;
  if (storage.type === "zfspool")
    return { name, ...(base !== undefined && { parent: `${base.replace(/^.*\//, "")}@__base__` }) };
  if (storage.options.path === undefined) return {};
  return { used, ...(base !== undefined && { parent: `../${base.split("/").slice(-2).join("/")}` }) };
}
