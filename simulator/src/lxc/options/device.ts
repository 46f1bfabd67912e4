/** What else of a container is written as a property string: its features, and devices of the host that it may use. Source: PVE::LXC::Config. */
import { registerFormat } from "../../schema/formats.ts";
import { boolean, type Fields, formatted, integer, optional, string, unnamed } from "../../schema/schema.ts";

registerFormat("pve-lxc-dev-string", (text) =>
  /\/\.\.?(?:\/|$)/.test(text) || !text.startsWith("/dev/") ? `${text} is not a valid device path` : undefined,
);

export const features = {
  mount: optional(string({ pattern: "(?^:[a-zA-Z0-9_; ]+)" })),
  nesting: optional(boolean()),
  keyctl: optional(boolean()),
  fuse: optional(boolean()),
  mknod: optional(boolean()),
  force_rw_sys: optional(boolean()),
} as const satisfies Fields;

export const device = {
  path: unnamed(optional(formatted("pve-lxc-dev-string"))),
  mode: optional(string({ pattern: "0[0-7]{3}" })),
  uid: optional(integer({ minimum: 0 })),
  gid: optional(integer({ minimum: 0 })),
  "deny-write": optional(boolean()),
} as const satisfies Fields;

export const isDevice = (name: string): boolean => /^dev\d+$/.test(name);
