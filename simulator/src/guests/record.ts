/** Reading and changing the record of a guest, machine or container. Source: PVE::AbstractConfig. */
import type { Cluster } from "../cluster.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";
import { followCards } from "./cards.ts";
import { type Config, type Guest, guestOn, guests } from "./guest.ts";

/** The newest record; a task asks anew after each wait. @throws 500 when the guest is gone */
export const guestNow = (cluster: Cluster, { kind, node, vmid }: Guest): Guest =>
  guestOn(cluster, kind, { node, vmid });

/** Keeps a guest's record; what is leased to its network cards follows. */
export function putGuest(cluster: Cluster, guest: Guest): Guest {
  const table = cluster.state.table(guests);
  followCards(cluster, table.get(guest.vmid), guest);
  return table.put(guest.vmid, guest);
}

/** Forgets a guest, and ends what was leased to it. */
export function removeGuest(cluster: Cluster, vmid: number): void {
  const table = cluster.state.table(guests);
  followCards(cluster, table.get(vmid), undefined);
  table.remove(vmid);
}

/** Sets options, and removes those that are undefined. */
export function withConfig(guest: Guest, changes: Readonly<Record<string, string | number | undefined>>): Guest {
  return { ...guest, config: definedOnly({ ...guest.config, ...changes }) };
}

export const definedOnly = (values: Readonly<Record<string, string | number | undefined>>): Config =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Config;

/** What Proxmox calls a guest in its messages. */
export const labelOf = ({ kind }: Pick<Guest, "kind">): "VM" | "CT" => (kind === "qemu" ? "VM" : "CT");

/** @throws 500 `VM is locked (clone)` */
export function demandUnlocked(guest: Guest): void {
  if (guest.config.lock !== undefined) throw refusal(`${labelOf(guest)} is locked (${guest.config.lock})`);
}

/** @throws 500 `can't remove VM 100 - protection mode enabled` */
export function demandUnprotected(guest: Guest, what: string): void {
  if (Number(guest.config.protection ?? 0) === 1) throw refusal(`${what} - protection mode enabled`);
}

/** @throws 500 `VM 100 already exists on node 'pve'` */
export function demandFreeId(cluster: Cluster, vmid: number): void {
  const there = cluster.state.table(guests).get(vmid);
  if (there) throw refusal(`${labelOf(there)} ${vmid} already exists on node '${there.node}'`);
}

/** What root@pam alone may say, such as `skiplock`. @throws 400 */
export function rootOnlyOption(caller: Caller, name: string, value: unknown): void {
  if (value && !caller.isRoot) throw invalidParameters({ [name]: "Only root may use this option." });
}

/** Seconds since its start; 0 where it is stopped. */
export const uptimeOf = ({ clock }: Cluster, { power }: Guest): number =>
  power.status === "running" ? Math.max(1, Math.floor((clock.now() - power.since) / 1000)) : 0;

export const isTemplate = (guest: Guest): boolean => Number(guest.config.template ?? 0) === 1;
export const isRunning = (guest: Guest): boolean => guest.power.status === "running";

/** What the configuration will be once pending changes are in. */
export function mergedConfig(guest: Guest): Config {
  const merged: Record<string, string | number> = { ...guest.config };
  for (const [key, value] of Object.entries(guest.pending)) {
    if (value === null) delete merged[key];
    else merged[key] = value;
  }
  return merged;
}

/** A snapshot's configuration. @throws 500 `snapshot 'x' does not exist` */
export function snapshotOf(guest: Guest, name: string): Config {
  const snapshot = guest.snapshots?.[name];
  if (!snapshot) throw refusal(`snapshot '${name}' does not exist`);
  return snapshot;
}

/** Most disks that a guest may keep without using them. */
const unusedDisks = 256;

/** Notes a volume that nothing uses any more, once. @throws 500 when there are too many of them */
export function withUnused(config: Config, volid: string): Config {
  const names = Array.from({ length: unusedDisks }, (_, index) => `unused${index}`);
  if (names.some((name) => config[name] === volid)) return config;
  const free = names.find((name) => config[name] === undefined);
  if (free === undefined) throw refusal("Too many unused volumes - please delete them first.");
  return { ...config, [free]: volid };
}
