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

/** Endings of files by content type. Source: the patterns `*_EXT_RE_*` of PVE::Storage. */
export const endings = {
  iso: /\.(?:iso|img)$/i,
  vztmpl: /\.(?:tar|tar\.(?:gz|xz|zst|bz2))$/i,
  backup: /\.(tgz|(?:tar|vma)(?:\.(?:gz|lzo|zst|bz2))?)$/,
  import: /^[ a-zA-Z0-9\-.+=_]+\.(ova|ovf|qcow2|raw|vmdk)$/,
} as const;

/** A disk image inside an OVA. */
const packed = /^([ a-zA-Z0-9\-.+=_]+\.ova\/[ a-zA-Z0-9\-.+=_]+\.(qcow2|raw|vmdk))$/;

/**
 * Reads the part of a volid after its storage.
 * @throws 500 `unable to parse directory volume name '…'`
 */
export function parseVolumeName(storage: Storage, name: string): VolumeName {
  if (storage.type === "pbs") return parseSnapshotName(name);
  return traitsOf(storage).files ? parseFileName(name) : parseBlockName(storage, name);
}

function parseFileName(name: string): VolumeName {
  const [, base, vmid, image] = /^(?:(\d+\/[^\s/]+)\/)?(\d+)\/([^\s/]+)$/.exec(name) ?? [];
  if (vmid !== undefined && image !== undefined) {
    const format = /\.(raw|qcow2|vmdk|subvol)$/.exec(image)?.[1];
    if (!format) throw refusal(`unable to parse volume filename '${image}'`);
    return { content: "images", name: image, vmid: Number(vmid), format, ...(base !== undefined && { base }) };
  }
  const [, kind, file = ""] = /^(iso|vztmpl|backup|snippets|import)\/(.+)$/.exec(name) ?? [];
  const content = kind as "iso" | "vztmpl" | "backup" | "snippets" | "import" | undefined;
  const [, inside, format] = content === "import" ? (packed.exec(file) ?? []) : [];
  if (inside !== undefined) return { content: "import", name: inside, format: `ova+${format}` };
  if (!content || file.includes("/") || (content !== "snippets" && !endings[content].test(file))) {
    throw refusal(`unable to parse directory volume name '${name}'`);
  }
  const owner = content === "backup" ? /^vzdump-(?:openvz|lxc|qemu)-(\d+)-.+/.exec(file)?.[1] : undefined;
  return {
    content,
    name: file,
    format: content === "import" ? (endings.import.exec(file)?.[1] ?? "raw") : "raw",
    ...(owner !== undefined && { vmid: Number(owner) }),
  };
}

/** `backup/vm/100/2026-01-01T00:00:00Z` on a Proxmox Backup Server. */
function parseSnapshotName(name: string): VolumeName {
  const [, type, id = ""] = /^backup\/([^\s_/]+)\/([^\s_/]+)\/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.exec(name) ?? [];
  if (type === undefined) throw refusal(`unable to parse PBS volume name '${name}'`);
  return {
    content: "backup",
    name: name.slice("backup/".length),
    format: `pbs-${type}`,
    ...(/^\d+$/.test(id) && { vmid: Number(id) }),
  };
}

const blockNames = {
  zfspool: /^(?:((?:base|basevol)-\d+-\S+)\/)?((?:vm|base|subvol|basevol)-(\d+)-[^\s/]+)$/,
  lvmthin: /^()((?:vm|base)-(\d+)-[^\s/]+)$/,
  lvm: /^()(vm-(\d+)-[^\s/]+)$/,
} as const;

function parseBlockName({ type }: Storage, name: string): VolumeName {
  const [, base, image, vmid] = blockNames[type as keyof typeof blockNames].exec(name) ?? [];
  if (image === undefined) throw refusal(`unable to parse ${type === "zfspool" ? "zfs" : "lvm"} volume name '${name}'`);
  const format = /^(?:subvol|basevol)-/.test(image) ? "subvol" : "raw";
  return { content: "images", name: image, vmid: Number(vmid), format, ...(base && { base }) };
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
