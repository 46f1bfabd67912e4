/** The network as `configdrive2` tells of it: a file as ifupdown reads it. Source: configdrive2_network of PVE::QemuServer::Cloudinit. */
import type { Cluster } from "../../cluster.ts";
import type { Guest } from "../../guests/guest.ts";
import { toldCards, withMask } from "./cards.ts";
import { resolverOf } from "./names.ts";

type Card = ReturnType<typeof toldCards>[number];

export function interfacesFile(cluster: Cluster, guest: Guest): string {
  const { servers, domains } = resolverOf(cluster, guest);
  const lines = [
    "auto lo",
    "iface lo inet loopback",
    "",
    ...(servers.length > 0 ? [`        dns_nameservers ${servers.join(" ")}`] : []),
    ...(domains.length > 0 ? [`        dns_search ${domains.join(" ")}`] : []),
    ...toldCards(guest.config).flatMap((card) => [`auto ${card.name}`, ...version4(card), ...version6(card)]),
  ];
  return `${lines.join("\n")}\n`;
}

function version4({ name, ip, gw }: Card): string[] {
  if (ip === undefined) return [];
  if (ip === "dhcp") return [`iface ${name} inet dhcp`];
  const { address, mask } = withMask(ip);
  return [`iface ${name} inet static`, ...settings({ address, netmask: mask, gateway: gw })];
}

function version6({ name, ip6, gw6 }: Card): string[] {
  if (ip6 === undefined) return [];
  if (ip6 === "auto" || ip6 === "dhcp") return [`iface ${name} inet6 ${ip6}`];
  const [address, netmask] = ip6.split("/");
  return [`iface ${name} inet6 static`, ...settings({ address, netmask, gateway: gw6 })];
}

const settings = (given: Readonly<Record<string, string | undefined>>): string[] =>
  Object.entries(given)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `        ${name} ${value}`);
