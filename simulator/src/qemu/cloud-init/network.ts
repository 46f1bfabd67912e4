/** The network as cloud-init is told of it: its own version 1 for `nocloud`. Source: nocloud_network of PVE::QemuServer::Cloudinit. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { toldCards, withMask } from "./cards.ts";
import { resolverOf } from "./names.ts";

type Card = ReturnType<typeof toldCards>[number];

export function networkVersion1(cluster: Cluster, guest: Guest): string {
  const { servers, domains } = resolverOf(cluster, guest);
  const lines = [
    "version: 1",
    "config:",
    ...toldCards(guest.config).flatMap((card) => [
      "    - type: physical",
      `      name: ${card.name}`,
      `      mac_address: '${card.mac}'`,
      "      subnets:",
      ...subnets(card).map((line) => `      ${line}`),
    ]),
    "    - type: nameserver",
    ...list("address", servers),
    ...list("search", domains),
  ];
  return `${lines.join("\n")}\n`;
}

const list = (name: string, entries: readonly string[]): string[] =>
  entries.length === 0 ? [] : [`      ${name}:`, ...entries.map((entry) => `      - '${entry}'`)];

const subnets = ({ ip, gw, ip6, gw6 }: Card): string[] => [
  ...(ip === undefined ? [] : version4(ip, gw)),
  ...(ip6 === undefined ? [] : version6(ip6, gw6)),
];

function version4(ip: string, gateway: string | undefined): string[] {
  if (ip === "dhcp") return ["- type: dhcp4"];
  const { address, mask } = withMask(ip);
  return ["- type: static", `  address: '${address}'`, `  netmask: '${mask}'`, ...through(gateway)];
}

function version6(ip: string, gateway: string | undefined): string[] {
  if (ip === "dhcp") return ["- type: dhcp6"];
  if (ip === "auto") return ["- type: ipv6_slaac"];
  return ["- type: static6", `  address: '${ip}'`, ...through(gateway)];
}

const through = (gateway: string | undefined): string[] => (gateway === undefined ? [] : [`  gateway: '${gateway}'`]);
