/** Leased addresses that follow a guest's network cards. Source: create_ifaces_ipams_ips and delete_ifaces_ipams_ips of PVE::QemuServer::Network and PVE::LXC. */
import { isIPv4 } from "node:net";
import type { Cluster } from "../cluster.ts";
import { PveError } from "../kernel/error.ts";
import * as container from "../lxc/options/network.ts";
import * as machine from "../qemu/options/network.ts";
import { runningSection, runningSections } from "../sdn/config.ts";
import { endLease, lease, leasesOf } from "../sdn/leases.ts";
import type { Guest } from "./guest.ts";

interface Card {
  readonly bridge: string;
  readonly mac: string;
}

const isNet = (name: string): boolean => /^net\d+$/.test(name);

/** What a card's text says of it; undefined for one that is plugged in nowhere. */
function cardIn({ kind }: Guest, text: string | number): Card | undefined {
  const net: { bridge?: string | undefined; hwaddr?: string | undefined; macaddr?: string | undefined } = (
    kind === "lxc" ? container : machine
  ).parseNet(String(text));
  const mac = net.hwaddr ?? net.macaddr;
  return net.bridge === undefined || mac === undefined ? undefined : { bridge: net.bridge, mac };
}

/** Cards of a guest that another record of it does not have. */
const cardsBeyond = (guest: Guest | undefined, other: Guest | undefined): Card[] =>
  Object.entries(guest?.config ?? {})
    .filter(([name, text]) => isNet(name) && other?.config[name] !== text)
    .flatMap(([, text]) => (guest && cardIn(guest, text)) ?? []);

const has = (cards: readonly Card[], { bridge, mac }: Card): boolean =>
  cards.some((card) => card.bridge === bridge && card.mac === mac);

/** Leases to the cards that a guest gets, and ends the leases of those it loses. A lease that fails is not given, as in Proxmox. */
export function followCards(cluster: Cluster, before: Guest | undefined, after: Guest | undefined): void {
  if (before?.config === after?.config || runningSections(cluster, "vnets").length === 0) return;
  const [gone, come] = [cardsBeyond(before, after), cardsBeyond(after, before)];
  for (const card of gone) if (!has(come, card)) endLease(cluster, card.bridge, card.mac);
  for (const card of come) if (after && !has(gone, card)) attempt(() => leaseTo(cluster, after, card));
}

function leaseTo(cluster: Cluster, { vmid, config }: Guest, { bridge, mac }: Card): void {
  const name = config.name ?? config.hostname;
  lease(cluster, bridge, { mac, vmid, ...(name !== undefined && { hostname: String(name) }) });
}

function attempt(change: () => void): void {
  try {
    change();
  } catch (error) {
    if (!(error instanceof PveError)) throw error;
  }
}

/**
 * IPv4 addresses that a guest's card has leased, such as `10.7.0.50/24`.
 * Undefined for a network beyond which another server may lease: only a simple zone ends at its nodes.
 */
export function leasedTo(cluster: Cluster, guest: Guest, index: number): string[] | undefined {
  const text = guest.config[`net${index}`];
  const card = text === undefined ? undefined : cardIn(guest, text);
  if (!card || runningZone(cluster, card.bridge)?.type !== "simple") return undefined;
  return leasesOf(cluster, card.bridge, card.mac)
    .filter(([ip]) => isIPv4(ip))
    .map(([ip, { mask }]) => `${ip}/${mask}`);
}

const runningZone = (cluster: Cluster, vnet: string) =>
  runningSection(cluster, "zones", String(runningSection(cluster, "vnets", vnet)?.settings.zone));
