/** Files on a storage: ISO images, OS templates, disk images to import, snippets. */
import type { Cluster } from "../cluster.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import { demandRoom } from "./images.ts";
import { releaseBytes } from "./release.ts";
import { type ContentType, placeOf, type Storage, type Volume, volumeKey, volumes } from "./slices.ts";
import { parseVolumeName } from "./volume-name.ts";

/** Folder of a content type below a storage's path. Source: `vtype_subdirs` of PVE::Storage::Plugin. */
export const contentFolder: Readonly<Record<ContentType, string>> = {
  images: "images",
  rootdir: "private",
  iso: "template/iso",
  vztmpl: "template/cache",
  snippets: "snippets",
  backup: "dump",
  import: "import",
};

export interface NewFile {
  readonly content: "iso" | "vztmpl" | "snippets" | "import" | "backup";
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Of the bytes that are kept. */
  readonly sha256?: string;
}

const endings: Readonly<Partial<Record<NewFile["content"], RegExp>>> = {
  iso: /\.(iso|img)$/i,
  vztmpl: /\.tar\.(gz|xz|zst|bz2)$|\.tgz$/i,
  import: /^[\w.-]+\.(ova|ovf|qcow2|raw|vmdk)$/,
};

/** A name as Proxmox keeps it. @throws 400 for an ending that the content type does not have */
export function cleanFileName(content: NewFile["content"], name: string): string {
  const clean = name.replace(/^.*[/\\]/, "").replaceAll(/[^-a-zA-Z0-9_.]/g, "_");
  if (endings[content]?.test(clean) === false) {
    throw invalidParameters({
      filename: content === "import" ? "invalid filename or wrong extension" : "wrong file extension",
    });
  }
  return clean;
}

/** Puts a file on a storage, over one of that name. @throws 500 when the storage is full or does not take such files */
export function putFile(cluster: Cluster, node: string, storage: Storage, file: NewFile): Volume {
  if (!storage.content.includes(file.content)) {
    throw refusal(`storage '${storage.storage}' does not support '${file.content}' content`);
  }
  demandRoom(cluster, storage, node, file.size, file.name);
  const place = placeOf(storage, node);
  const name = `${file.content}/${file.name}`;
  const volid = `${storage.storage}:${name}`;
  const table = cluster.state.table(volumes);
  const before = table.get(volumeKey(place, volid));
  const volume = table.put(volumeKey(place, volid), {
    volid,
    storage: storage.storage,
    place,
    content: file.content,
    format: shownFormat(storage, file, name),
    size: file.size,
    used: file.size,
    ctime: cluster.clock.seconds(),
    ...(file.sha256 !== undefined && { sha256: file.sha256 }),
  });
  releaseBytes(cluster, before?.sha256);
  return volume;
}

/** As the content list names formats: iso, snippet, tzst, qcow2 … */
function shownFormat(storage: Storage, file: NewFile, name: string): string {
  if (file.content === "iso") return "iso";
  if (file.content === "snippets") return "snippet";
  if (file.content === "import") return parseVolumeName(storage, name).format;
  return `t${/\.(?:tar\.)?t?(gz|xz|zst|bz2)$/.exec(file.name)?.[1] ?? "gz"}`;
}

/** Where a volume lies on its node. */
export function pathOf(storage: Storage, volume: Volume): string {
  const name = volume.volid.slice(storage.storage.length + 1);
  const { options } = storage;
  if (options.path !== undefined) {
    const last = name.replace(/^[a-z]+\//, "");
    return volume.content === "images" || volume.content === "rootdir"
      ? `${options.path}/images/${name.split("/").slice(-2).join("/")}`
      : `${options.path}/${contentFolder[volume.content]}/${last}`;
  }
  const image = name.slice(name.lastIndexOf("/") + 1);
  if (volume.format === "subvol") return `/${options.pool}/${image}`;
  return storage.type === "zfspool" ? `/dev/zvol/${options.pool}/${image}` : `/dev/${options.vgname ?? "pve"}/${image}`;
}
