/** Disk and CD-ROM options: `local-lvm:vm-100-disk-0,discard=on,size=20G,ssd=1`. Source: PVE::QemuServer::Drive. */
import { registerFormat } from "../../schema/formats.ts";
import {
  aliasOf,
  boolean,
  choice,
  type Fields,
  formatted,
  integer,
  number,
  optional,
  string,
  unnamed,
} from "../../schema/schema.ts";

const volumeId = /^[a-z][a-z0-9\-_.]*[a-z0-9]:.+$/i;

registerFormat("pve-volume-id-or-qm-path", (text) =>
  ["none", "cdrom", "cloudinit"].includes(text) ||
  volumeId.test(text) ||
  text.startsWith("/") ||
  /^\d+(\.\d+)?$/.test(text)
    ? undefined
    : `unable to parse volume ID '${text}'`,
);
registerFormat("pve-volume-id-or-absolute-path", (text) =>
  text.startsWith("/") || volumeId.test(text) ? undefined : `unable to parse volume ID '${text}'`,
);

/** Image formats that a drive may name. */
const imageFormat = () => choice("raw", "qcow", "qed", "qcow2", "vmdk", "cloop");

const file = {
  file: unnamed(formatted("pve-volume-id-or-qm-path")),
  volume: aliasOf("file"),
  "import-from": optional(formatted("pve-volume-id-or-absolute-path")),
  size: optional(formatted("disk-size")),
} as const satisfies Fields;

const limits = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [name, optional(name.startsWith("mbps") ? number() : integer())]));
const lengths = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [`${name}_max_length`, optional(integer({ minimum: 1 }))]));
const lengthAliases = (...names: readonly string[]): Fields =>
  Object.fromEntries(names.map((name) => [`${name}_length`, aliasOf(`${name}_max_length`)]));

const sides = ["bps_rd", "bps_wr", "iops_rd", "iops_wr"] as const;

const common = {
  ...file,
  format: optional(imageFormat()),
  media: optional(choice("cdrom", "disk")),
  aio: optional(choice("native", "threads", "io_uring")),
  backup: optional(boolean()),
  cache: optional(choice("none", "writethrough", "writeback", "unsafe", "directsync")),
  detect_zeroes: optional(boolean()),
  discard: optional(choice("ignore", "on")),
  replicate: optional(boolean()),
  rerror: optional(choice("ignore", "report", "stop")),
  serial: optional(formatted("urlencoded", { maxLength: 60 })),
  shared: optional(boolean()),
  snapshot: optional(boolean()),
  werror: optional(choice("enospc", "ignore", "report", "stop")),
  ...limits("bps", "bps_rd", "bps_wr", "iops", "iops_rd", "iops_wr", "iops_max", "iops_rd_max", "iops_wr_max"),
  ...limits("mbps", "mbps_rd", "mbps_wr", "mbps_max", "mbps_rd_max", "mbps_wr_max"),
  ...lengths("bps", "iops", ...sides),
  ...lengthAliases(...sides),
} as const satisfies Fields;

const solid = { ssd: optional(boolean()), wwn: optional(string({ pattern: "(?^:^(0x)[0-9a-fA-F]{16})" })) } as const;
const threaded = { iothread: optional(boolean()), ro: optional(boolean()) } as const;

export const ide: Fields = { ...common, ...solid, model: optional(formatted("urlencoded", { maxLength: 120 })) };
export const sata: Fields = { ...common, ...solid };
export const scsi: Fields = {
  ...common,
  ...solid,
  ...threaded,
  product: optional(string({ pattern: "[A-Za-z0-9\\-_\\s]{,16}" })),
  queues: optional(integer({ minimum: 2 })),
  scsiblock: optional(boolean()),
  vendor: optional(string({ pattern: "[A-Za-z0-9\\-_\\s]{,8}" })),
};
export const virtio: Fields = { ...common, ...threaded };
export const efidisk: Fields = {
  ...file,
  format: optional(imageFormat()),
  efitype: optional(choice("2m", "4m")),
  "pre-enrolled-keys": optional(boolean()),
  "ms-cert": optional(choice("2011", "2023", "2023w", "2023k")),
};
export const tpmstate: Fields = {
  ...file,
  format: optional(choice("raw", "qcow2", "vmdk")),
  version: optional(choice("v1.2", "v2.0")),
};
export const unused: Fields = { file: unnamed(formatted("pve-volume-id")), volume: aliasOf("file") };

/** How many drives a bus has. */
export const buses = { ide: 4, sata: 6, scsi: 31, virtio: 16 } as const;

/** Property string of a drive by its name, undefined for what is no drive. */
export const driveFields = (name: string): Fields | undefined =>
  drives.get(name) ?? (name.startsWith("unused") && /^unused\d+$/.test(name) ? unused : undefined);

/** What can be resized, moved or made a base, in the order of Proxmox's schema. */
export const attachableNames: readonly string[] = [
  ...namesOf("ide"),
  ...namesOf("scsi"),
  ...namesOf("virtio"),
  ...namesOf("sata"),
  "efidisk0",
  "tpmstate0",
];

function namesOf(bus: keyof typeof buses): string[] {
  return Array.from({ length: buses[bus] }, (_, index) => `${bus}${index}`);
}

const drives: ReadonlyMap<string, Fields> = new Map([
  ...namesOf("ide").map((name) => [name, ide] as const),
  ...namesOf("sata").map((name) => [name, sata] as const),
  ...namesOf("scsi").map((name) => [name, scsi] as const),
  ...namesOf("virtio").map((name) => [name, virtio] as const),
  ["efidisk0", efidisk],
  ["tpmstate0", tpmstate],
]);
