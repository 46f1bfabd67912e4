/** File systems of a container: `local-lvm:vm-200-disk-0,mp=/data,size=8G`. Source: PVE::LXC::Config, `$rootfs_desc` and `$mp_desc`. */
import { registerFormat } from "../../schema/formats.ts";
import { boolean, type Fields, formatted, optional, string, unnamed } from "../../schema/schema.ts";

registerFormat("pve-lxc-mp-string", (text) =>
  /\/\.\.?\/|\/\.\.?$|^\.\.\//.test(text) ? `${text} contains illegal character sequences` : undefined,
);

const option = "(?^:(discard|lazytime|noatime|nodev|noexec|nosuid))";

export const rootfs = {
  volume: unnamed(formatted("pve-lxc-mp-string")),
  size: optional(formatted("disk-size")),
  acl: optional(boolean()),
  mountoptions: optional(string({ pattern: `(?^:${option}(;${option})*)` })),
  ro: optional(boolean()),
  quota: optional(boolean()),
  replicate: optional(boolean()),
  shared: optional(boolean()),
} as const satisfies Fields;

export const mountPoint = {
  ...rootfs,
  backup: optional(boolean()),
  mp: formatted("pve-lxc-mp-string"),
  keepattrs: optional(boolean()),
} as const satisfies Fields;

export const unused = { volume: unnamed(formatted("pve-volume-id")) } as const satisfies Fields;

/** How many further file systems a container may have. */
export const mountPoints = 256;

const numbered = (base: string): string[] => Array.from({ length: mountPoints }, (_, index) => `${base}${index}`);

/** Options that hold a file system, in Proxmox's order. */
export const mountNames: readonly string[] = ["rootfs", ...numbered("mp")];
export const mountNamesWithUnused: readonly string[] = [...mountNames, ...numbered("unused")];
