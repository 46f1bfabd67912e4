/** Network cards of a container: `name=eth0,bridge=vmbr0,hwaddr=BC:24:11:00:00:C8,ip=dhcp,type=veth`. Source: PVE::LXC::Config, `$netconf_desc`. */
import { parseProperties, printProperties } from "../../schema/property-string.ts";
import { boolean, choice, type Fields, formatted, integer, number, optional, string } from "../../schema/schema.ts";

export const net = {
  type: optional(choice("veth")),
  name: string({ pattern: "[-_.\\w\\d]+" }),
  bridge: optional(string({ pattern: "[-_.\\w\\d]+" })),
  hwaddr: optional(formatted("mac-addr")),
  mtu: optional(integer({ minimum: 64, maximum: 65_535 })),
  ip: optional(formatted("pve-ipv4-config")),
  gw: optional(formatted("ipv4")),
  ip6: optional(formatted("pve-ipv6-config")),
  gw6: optional(formatted("ipv6")),
  firewall: optional(boolean()),
  tag: optional(integer({ minimum: 1, maximum: 4094 })),
  trunks: optional(string({ pattern: "(?^:\\d+(?:;\\d+)*)" })),
  rate: optional(number()),
  link_down: optional(boolean()),
  "host-managed": optional(boolean()),
} as const satisfies Fields;

export const parseNet = (text: string | number) => parseProperties(net, String(text));

export const printNet = (card: ReturnType<typeof parseNet>): string => printProperties(net, card);

export const isNet = (name: string): boolean => /^net\d+$/.test(name);

/** As Proxmox stores it: a card without a MAC address is given one. */
export function settledNet(text: string, newMac: () => string): string {
  const card = parseNet(text);
  return printProperties(net, { ...card, type: "veth", hwaddr: card.hwaddr ?? newMac() });
}

/** The same card with another MAC address, as a clone gets it. */
export const withMac = (text: string | number, mac: string): string =>
  printProperties(net, { ...parseNet(text), type: "veth", hwaddr: mac });
