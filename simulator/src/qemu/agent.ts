/** The QEMU guest agent: it answers when it is enabled, installed, and the system is up. */

import type { Cluster } from "../cluster.ts";
import type { Card, Guest } from "../guests/guest.ts";
import { isRunning } from "../guests/record.ts";
import { refusal } from "../kernel/error.ts";
import { parseProperties } from "../schema/property-string.ts";
import { bootImage, cardsOf } from "./boot.ts";
import { agent } from "./options/devices.ts";

export function agentEnabled(guest: Guest): boolean {
  return guest.config.agent !== undefined && parseProperties(agent, String(guest.config.agent)).enabled;
}

/** @throws 500 in Proxmox's words when nobody answers */
export function demandAgent(cluster: Cluster, guest: Guest): void {
  if (!agentEnabled(guest)) throw refusal("No QEMU guest agent configured");
  if (!isRunning(guest)) throw refusal(`VM ${guest.vmid} is not running`);
  const silent = cluster.faults.holding("agent-silent").some(({ vmid = guest.vmid }) => vmid === guest.vmid);
  const up = !silent && guest.power.status === "running" && guest.power.booted;
  if (!up || !bootImage(cluster, guest)?.agent) throw refusal("QEMU guest agent is not running");
}

/** Network cards as the guest's system reports them. */
export function reportedCards(cluster: Cluster, guest: Guest): readonly Card[] {
  const own = guest.power.status === "running" ? guest.power.cards : undefined;
  return [
    { name: "lo", mac: "00:00:00:00:00:00", addresses: ["127.0.0.1/8", "::1/128"] },
    ...(own ?? cardsOf(cluster, guest, bootImage(cluster, guest))),
  ];
}
