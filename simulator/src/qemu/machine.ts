/** Finding a machine and changing its record. */
import { createHash } from "node:crypto";
import type { Cluster } from "../cluster.ts";
import { type Config, type Guest, guestOn, guests } from "../guests/guest.ts";
import { invalidParameters, refusal } from "../kernel/error.ts";
import type { Caller } from "../permission/caller.ts";

/** @throws 500 `Configuration file '…' does not exist` */
export const machineOn = (cluster: Cluster, at: { node: string; vmid: number }): Guest => guestOn(cluster, "qemu", at);

/** The newest record; a task asks anew after each wait. @throws when the machine is gone */
export function machineNow(cluster: Cluster, guest: Guest): Guest {
  return machineOn(cluster, { node: guest.node, vmid: guest.vmid });
}

export const putGuest = (cluster: Cluster, guest: Guest): Guest => cluster.state.table(guests).put(guest.vmid, guest);

/** Sets options, and removes those that are undefined. */
export function withConfig(guest: Guest, changes: Readonly<Record<string, string | number | undefined>>): Guest {
  return { ...guest, config: definedOnly({ ...guest.config, ...changes }) };
}

export const definedOnly = (values: Readonly<Record<string, string | number | undefined>>): Config =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Config;

/** @throws 500 `VM is locked (clone)` */
export function demandUnlocked(guest: Guest): void {
  if (guest.config.lock !== undefined) throw refusal(`VM is locked (${guest.config.lock})`);
}

/** @throws 500 `can't remove VM 100 - protection mode enabled` */
export function demandUnprotected(guest: Guest, what: string): void {
  if (Number(guest.config.protection ?? 0) === 1) throw refusal(`${what} - protection mode enabled`);
}

/** What root@pam alone may say, such as `skiplock`. @throws 400 */
export function rootOnlyOption(caller: Caller, name: string, value: unknown): void {
  if (value && !caller.isRoot) throw invalidParameters({ [name]: "Only root may use this option." });
}

/** SHA-1 of a configuration, as its file's digest. */
export const digestOf = (guest: Guest): string =>
  createHash("sha1")
    .update(JSON.stringify([guest.config, guest.pending]))
    .digest("hex");

/** @throws 500 when the configuration is not what the client read */
export function demandDigest(guest: Guest, digest: string | undefined): void {
  if (digest && digest !== digestOf(guest)) throw refusal("checksum mismatch (file change by other user?)");
}

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
