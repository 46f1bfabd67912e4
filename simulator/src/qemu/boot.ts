/** What happens inside a machine that was powered on: its system comes up, if there is one on its disks. */

import type { Cluster } from "../cluster.ts";
import { leasedAddresses, linkLocal } from "../guests/addresses.ts";
import { type Card, type Guest, guests } from "../guests/guest.ts";
import { putGuest } from "../guests/record.ts";
import { findVolume } from "../storage/access.ts";
import type { ImageTraits, Volume } from "../storage/slices.ts";
import { takes, type Work } from "../tasks/work.ts";
import { bootOrder, drivesOf, isCloudInit, isDisk } from "./drives.ts";
import { parseIpConfig } from "./options/cloud-init.ts";
import { parseNet } from "./options/network.ts";

/** What is installed on the first disk of the boot order that carries a system; undefined when none does. */
export const bootImage = (cluster: Cluster, guest: Guest): ImageTraits | undefined => bootVolume(cluster, guest)?.image;

/** The first disk of the boot order that carries a system; undefined when none does. */
export function bootVolume(cluster: Cluster, guest: Guest): Volume | undefined {
  const order = bootOrder(guest.config);
  const disks = drivesOf(guest.config).filter(([, drive]) => isDisk(drive));
  const sorted = order ? order.flatMap((name) => disks.filter(([disk]) => disk === name)) : disks;
  for (const [, drive] of sorted) {
    const volume = findVolume(cluster, guest.node, drive.file);
    if (volume?.image) return volume;
  }
  return undefined;
}

/** Powers a machine on; its system comes up in the background. */
export function powerOn(cluster: Cluster, guest: Guest): Guest {
  const pid = 1_000 + cluster.random.below(3_000_000);
  const started = putGuest(cluster, {
    ...guest,
    power: { status: "running", pid, since: cluster.clock.now(), booted: false },
  });
  const image = bootImage(cluster, started);
  if (image) cluster.tasks.background(comeUp(cluster, started.vmid, pid, image));
  return started;
}

function* comeUp(cluster: Cluster, vmid: number, pid: number, image: ImageTraits): Work {
  yield* takes(image.bootSeconds);
  const guest = cluster.state.table(guests).get(vmid);
  if (guest?.power.status !== "running" || guest.power.pid !== pid) return;
  putGuest(cluster, { ...guest, power: { ...guest.power, booted: true, cards: cardsOf(cluster, guest, image) } });
}

/** Network cards as the system configured them: by cloud-init where image and drive are there, else by DHCP. */
export function cardsOf(cluster: Cluster, guest: Guest, image: ImageTraits | undefined): Card[] {
  const told = image?.cloudInit === true && drivesOf(guest.config).some(([, drive]) => isCloudInit(drive));
  return Object.entries(guest.config)
    .filter(([name]) => /^net\d+$/.test(name))
    .map(([name, text]) => ({ index: Number(name.slice(3)), ...parseNet(String(text)) }))
    .sort((a, b) => a.index - b.index)
    .map(({ index, macaddr = "", link_down }) => ({
      name: `eth${index}`,
      mac: macaddr.toLowerCase(),
      addresses: link_down ? [] : [...addressesOf(cluster, guest, told, index), linkLocal(macaddr)],
    }));
}

function addressesOf(cluster: Cluster, guest: Guest, told: boolean, index: number): string[] {
  const text = guest.config[`ipconfig${index}`];
  const { ip, ip6 } = told && text !== undefined ? parseIpConfig(String(text)) : { ip: "dhcp", ip6: undefined };
  const ipv4 = ip === "dhcp" ? leasedAddresses(cluster, guest, index) : ip === undefined || ip === "manual" ? [] : [ip];
  const ipv6 = ip6 === undefined || ["dhcp", "auto", "manual"].includes(ip6) ? [] : [ip6];
  return [...ipv4, ...ipv6];
}
