/** What cloud-init is told: addresses and custom files. Source: PVE::QemuServer, `$ipconfig_fmt` and `$cicustom_fmt`. */
import { parseProperties } from "../../schema/property-string.ts";
import { type Fields, formatted, optional } from "../../schema/schema.ts";

export const ipconfig = {
  ip: optional(formatted("pve-ipv4-config")),
  gw: optional(formatted("ipv4", { requires: "ip" })),
  ip6: optional(formatted("pve-ipv6-config")),
  gw6: optional(formatted("ipv6", { requires: "ip6" })),
} as const satisfies Fields;

export const cicustom = {
  meta: optional(formatted("pve-volume-id")),
  network: optional(formatted("pve-volume-id")),
  user: optional(formatted("pve-volume-id")),
  vendor: optional(formatted("pve-volume-id")),
} as const satisfies Fields;

export const parseIpConfig = (text: string) => parseProperties(ipconfig, text);
