/** Network interfaces of a running container, as its name space shows them. */
import type { Cluster } from "../cluster.ts";
import { leasedAddresses, linkLocal } from "../guests/addresses.ts";
import type { Card, Guest } from "../guests/guest.ts";
import { isNet, parseNet } from "./options/network.ts";

/**
 * Cards as the container's system configured them once it is up: Proxmox writes its network files, except for a system
 * it does not manage; there the host can do it (`host-managed`).
 */
function cardsOf(cluster: Cluster, guest: Guest): Card[] {
  const isUp = guest.power.status === "running" && guest.power.booted;
  return Object.entries(guest.config)
    .filter(([name]) => isNet(name))
    .map(([name, text]) => ({ index: Number(name.slice(3)), ...parseNet(text) }))
    .sort((a, b) => a.index - b.index)
    .map(({ index, name, hwaddr = "", link_down, ...card }) => {
      const managed = guest.config.ostype !== "unmanaged" || card["host-managed"] === true;
      const own = isUp && managed ? [...ipv4(cluster, guest, index, card.ip), ...ipv6(card.ip6)] : [];
      return { name, mac: hwaddr.toLowerCase(), addresses: link_down ? [] : [...own, linkLocal(hwaddr)] };
    });
}

function ipv4(cluster: Cluster, guest: Guest, index: number, ip: string | undefined): readonly string[] {
  if (ip === "dhcp") return leasedAddresses(cluster, guest, index);
  return ip === undefined || ip === "manual" ? [] : [ip];
}

const ipv6 = (ip6: string | undefined): string[] =>
  ip6 === undefined || ["auto", "dhcp", "manual"].includes(ip6) ? [] : [ip6];

/** As `ip address` tells them in the container's network name space. */
export function interfacesOf(cluster: Cluster, guest: Guest) {
  const loopback = { name: "lo", mac: "00:00:00:00:00:00", addresses: ["127.0.0.1/8", "::1/128"] };
  return [loopback, ...cardsOf(cluster, guest)].map(({ name, mac, addresses }) => ({
    name,
    hwaddr: mac,
    "hardware-address": mac,
    ...Object.fromEntries(addresses.map((address) => [familyOf(address), address])),
    "ip-addresses": addresses.map((address) => {
      const [host = "", prefix = "0"] = address.split("/");
      return { "ip-address": host, "ip-address-type": familyOf(address), prefix: Number(prefix) };
    }),
  }));
}

const familyOf = (address: string): "inet" | "inet6" => (address.includes(":") ? "inet6" : "inet");
