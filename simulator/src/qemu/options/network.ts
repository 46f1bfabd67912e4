/** Network cards: `virtio=BC:24:11:00:00:64,bridge=vmbr0,firewall=1`. Source: PVE::QemuServer::Network. */
import { parseProperties, printProperties } from "../../schema/property-string.ts";
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

const models = [
  "e1000",
  "e1000-82540em",
  "e1000-82544gc",
  "e1000-82545em",
  "e1000e",
  "i82551",
  "i82557b",
  "i82559er",
  "ne2k_isa",
  "ne2k_pci",
  "pcnet",
  "rtl8139",
  "virtio",
  "vmxnet3",
] as const;

export const net = {
  model: unnamed(choice(...models)),
  macaddr: optional(formatted("mac-addr")),
  ...(Object.fromEntries(models.map((model) => [model, aliasOf("macaddr", "model")])) as Record<never, never>),
  bridge: optional(formatted("pve-bridge-id")),
  firewall: optional(boolean()),
  link_down: optional(boolean()),
  mtu: optional(integer({ minimum: 1, maximum: 65_520 })),
  queues: optional(integer({ minimum: 0, maximum: 64 })),
  rate: optional(number({ minimum: 0 })),
  tag: optional(integer({ minimum: 1, maximum: 4094 })),
  trunks: optional(string({ pattern: "(?^:\\d+(?:-\\d+)?(?:;\\d+(?:-\\d+)?)*)" })),
} as const satisfies Fields;

export const parseNet = (text: string) => parseProperties(net, text);

/** As Proxmox stores it; a card without a MAC address is given one. */
export function settledNet(text: string, newMac: () => string): string {
  const card = parseNet(text);
  return printProperties(net, { ...card, macaddr: card.macaddr?.toUpperCase() ?? newMac() });
}

/** The same card with another MAC address, as a clone gets it. */
export const withMac = (text: string, mac: string): string => printProperties(net, { ...parseNet(text), macaddr: mac });
