/** Names of volumes, read and written as the storage plugins do. */
import { refusal } from "../kernel/error.ts";
import type { ContentType, Storage } from "./slices.ts";
import { traitsOf } from "./types.ts";

export interface VolumeName {
  readonly content: ContentType;
  /** Last part: `vm-100-disk-0`, `debian.iso`. */
  readonly name: string;
  readonly vmid?: number;
  /** Volume name of the base of a linked clone, without the storage. */
  readonly base?: string;
  readonly format: string;
}

/** Splits `local:iso/debian.iso`. @returns undefined for what is no volume, such as `none` or a path */
export function splitVolid(volid: string): { storage: string; name: string } | undefined {
  const [, storage, name] = /^([a-z][a-z0-9\-_.]*[a-z0-9]):(.+)$/i.exec(volid) ?? [];
  return storage !== undefined && name !== undefined ? { storage, name } : undefined;
}

const extensions: Readonly<Partial<Record<ContentType, RegExp>>> = {
  iso: /\.(iso|img)$/i,
  vztmpl: /\.tar\.(gz|xz|zst|bz2)$|\.(tgz|tar)$/i,
  import: /\.(ova|ovf|qcow2|raw|vmdk)$/,
  backup: /\.(tgz|tar|vma)(\.(gz|lzo|zst))?$|\.(tar\.(gz|lzo|zst|bz2)|tgz)$/,
};

/**
 * Reads the part of a volid after its storage.
 * @throws 500 `unable to parse directory volume name '…'`
 */
export function parseVolumeName(storage: Storage, name: string): VolumeName {
  return traitsOf(storage).files ? parseFileName(name) : parseBlockName(storage, name);
}

function parseFileName(name: string): VolumeName {
  const [, base, vmid, image] = /^(?:(\d+\/[^\s/]+)\/)?(\d+)\/([^\s/]+)$/.exec(name) ?? [];
  if (vmid !== undefined && image !== undefined) {
    const format = /\.(raw|qcow2|vmdk|subvol)$/.exec(image)?.[1];
    if (!format) throw refusal(`unable to parse volume filename '${image}'`);
    return { content: "images", name: image, vmid: Number(vmid), format, ...(base !== undefined && { base }) };
  }
  const [, kind, file] = /^(iso|vztmpl|backup|snippets|import)\/([^/]+)$/.exec(name) ?? [];
  const content = kind as ContentType | undefined;
  if (content === undefined || file === undefined || extensions[content]?.test(file) === false) {
    throw refusal(`unable to parse directory volume name '${name}'`);
  }
  const vmid2 = content === "backup" ? /^vzdump-(?:lxc|qemu)-(\d+)-/.exec(file)?.[1] : undefined;
  const format = content === "import" ? (/\.([a-z0-9]+)$/.exec(file)?.[1] ?? "raw") : "raw";
  return { content, name: file, format, ...(vmid2 !== undefined && { vmid: Number(vmid2) }) };
}

function parseBlockName(storage: Storage, name: string): VolumeName {
  const [, base, image, vmid] =
    /^(?:((?:base|basevol)-\d+-\S+)\/)?((?:vm|base|subvol|basevol)-(\d+)-[^\s/]+)$/.exec(name) ?? [];
  if (image === undefined) throw refusal(`unable to parse ${storage.type} volume name '${name}'`);
  const format = image.startsWith("subvol") || image.startsWith("basevol") ? "subvol" : "raw";
  return { content: "images", name: image, vmid: Number(vmid), format, ...(base !== undefined && { base }) };
}

/** The whole volid of a disk image. @param base volume name of the base of a linked clone */
export function imageVolid(
  storage: Storage,
  image: { vmid: number; name: string; format: string; base?: string },
): string {
  const traits = traitsOf(storage);
  const below = image.base !== undefined && traits.linkedClones === "named" ? `${image.base}/` : "";
  if (!traits.files) return `${storage.storage}:${below}${image.name}`;
  const file = image.name.endsWith(`.${image.format}`) ? image.name : `${image.name}.${image.format}`;
  return `${storage.storage}:${below}${image.vmid}/${file}`;
}
