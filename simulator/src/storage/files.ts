/** Files on a storage: ISO images, OS templates, disk images to import, snippets. */
import type { Cluster } from "../cluster.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import { splitList } from "../schema/formats.ts";
import { until, type Work } from "../tasks/work.ts";
import { inspectFile } from "./disk-image.ts";
import { releaseBytes } from "./release.ts";
import { type ContentType, placeOf, type Storage, type Volume, volumeKey, volumes } from "./slices.ts";
import { storageUse } from "./use.ts";
import { endings, parseVolumeName } from "./volume-name.ts";

/** Folder of a content type below a storage's path. Source: `vtype_subdirs` of PVE::Storage::Plugin. */
const folders: Readonly<Record<ContentType, string>> = {
  images: "images",
  rootdir: "private",
  iso: "template/iso",
  vztmpl: "template/cache",
  snippets: "snippets",
  backup: "dump",
  import: "import",
};

/** Absolute, unless the storage says otherwise below its path. */
export function folderOf({ options }: Storage, content: ContentType): string {
  const moved = splitList(String(options["content-dirs"] ?? "")).find((entry) => entry.startsWith(`${content}=`));
  return `${options.path}/${moved?.slice(content.length + 1) ?? folders[content]}`;
}

export interface NewFile {
  readonly content: "iso" | "vztmpl" | "snippets" | "import" | "backup";
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of the bytes that are kept. */
  readonly sha256?: string;
}

/** What is taken to be installed in a disk image that a client brings: a system with cloud-init and the guest agent. */
export const usualSystem = { agent: true, cloudInit: true, bootSeconds: 12 } as const;

/** An image lies among the imports or, by the name .img alone, among the ISO files, as before Proxmox VE 8.4. */
function isDiskImage({ content, name }: NewFile): boolean {
  return content === "import" || (content === "iso" && /\.img$/i.test(name));
}

/** What may be uploaded or downloaded: no description of a machine alone. */
const given: Readonly<Partial<Record<NewFile["content"], RegExp>>> = {
  iso: /^[^/]+\.(?:iso|img)$/i,
  vztmpl: /^[^/]+\.(?:tar|tar\.(?:gz|xz|zst|bz2))$/i,
  import: /^[a-zA-Z0-9\-.+=_]+\.(?:ova|qcow2|raw|vmdk)$/,
};

/** A name as Proxmox keeps it: letters, digits, `_.-`. */
export const normalizedName = (name: string): string =>
  name.replace(/^.*[/\\]/s, "").replaceAll(/[^a-zA-Z0-9_.-]/g, "_");

/** The same, for a file to be kept. @throws 400 for an ending that the content type does not have */
export function cleanFileName(content: NewFile["content"], name: string): string {
  const clean = normalizedName(name);
  if (given[content]?.test(clean) === false) {
    throw invalidParameters({
      filename: content === "import" ? "invalid filename or wrong extension" : "wrong file extension",
    });
  }
  return clean;
}

export const findFile = (cluster: Cluster, node: string, storage: Storage, content: ContentType, name: string) =>
  cluster.state.table(volumes).get(volumeKey(placeOf(storage, node), `${storage.storage}:${content}/${name}`));

/** Puts a file on a storage, over one of that name. @throws 500 when the storage is full or does not take such files */
export function putFile(cluster: Cluster, node: string, storage: Storage, file: NewFile): Volume {
  if (!storage.content.includes(file.content)) {
    throw refusal(`storage '${storage.storage}' does not support '${file.content}' content`);
  }
  const place = placeOf(storage, node);
  const name = `${file.content}/${file.name}`;
  const volid = `${storage.storage}:${name}`;
  const table = cluster.state.table(volumes);
  const before = table.get(volumeKey(place, volid));
  if (storageUse(cluster, storage, node).available + (before?.used ?? 0) < file.size) {
    throw refusal(
      `import failed: cp: error writing '${folderOf(storage, file.content)}/${file.name}': No space left on device`,
    );
  }
  const { vmid } = parseVolumeName(storage, name);
  const volume = table.put(volumeKey(place, volid), {
    volid,
    storage: storage.storage,
    place,
    content: file.content,
    format: shownFormat(file),
    size: file.size,
    used: file.size,
    ctime: (file.content === "backup" ? backupTime(file.name) : undefined) ?? cluster.clock.seconds(),
    ...(vmid !== undefined && { vmid }),
    ...(isDiskImage(file) && { image: usualSystem }),
    ...(file.sha256 !== undefined && bytesOf(cluster, file.sha256, file.size)),
  });
  releaseBytes(cluster, before?.sha256);
  return volume;
}

/** When a backup was made, as its name says: `vzdump-qemu-100-2026_01_31-02_30_00.vma`. Seconds since 1970. */
function backupTime(name: string): number | undefined {
  const [, date, time] = /^vzdump-\w+-\d+-(\d{4}_\d\d_\d\d)-(\d\d_\d\d_\d\d)\./.exec(name) ?? [];
  if (date === undefined || time === undefined) return undefined;
  const at = Date.parse(`${date.replaceAll("_", "-")}T${time.replaceAll("_", ":")}Z`);
  return Number.isNaN(at) ? undefined : at / 1000;
}

/** Takes over a file that lies on disk. @throws as putFile */
export function* keepFile(
  cluster: Cluster,
  node: string,
  storage: Storage,
  file: NewFile & { readonly path: string; readonly sha256: string },
): Work {
  yield* until(cluster.bytes.adopt(file));
  try {
    putFile(cluster, node, storage, file);
  } finally {
    releaseBytes(cluster, file.sha256);
  }
}

/** Bytes that are kept, and what a guest would see of them where they are a disk. */
function bytesOf(cluster: Cluster, sha256: string, size: number): Pick<Volume, "sha256" | "virtualSize"> {
  const { format, virtualSize } = inspectFile(cluster.bytes.path(sha256), size);
  return { sha256, ...(format !== "raw" && { virtualSize }) };
}

/** As the content list names formats: iso, snippet, tzst, vma.zst, qcow2 … */
function shownFormat({ content, name }: NewFile): string {
  if (content === "iso") return "iso";
  if (content === "snippets") return "snippet";
  if (content === "vztmpl")
    return /\.tar$/i.test(name) ? "tar" : `t${name.slice(name.lastIndexOf(".") + 1).toLowerCase()}`;
  return endings[content].exec(name)?.[1] ?? "raw";
}

/** Where a volume lies on its node. */
export function pathOf(storage: Storage, volume: Pick<Volume, "volid">): string {
  const name = volume.volid.slice(storage.storage.length + 1);
  const { content, name: last, vmid, format } = parseVolumeName(storage, name);
  const { options } = storage;
  if (storage.type === "pbs") {
    return `pbs://${options.username ?? "root@pam"}@${options.server}:${options.datastore}/${last}`;
  }
  if (options.path !== undefined)
    return `${folderOf(storage, content)}/${content === "images" ? `${vmid}/` : ""}${last}`;
  if (format === "subvol") return `${options.mountpoint ?? `/${options.pool}`}/${last}`;
  return storage.type === "zfspool" ? `/dev/zvol/${options.pool}/${last}` : `/dev/${options.vgname}/${last}`;
}
