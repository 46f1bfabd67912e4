/** Parameters that many endpoints take, as Proxmox's standard options define them. */
import { boolean, formatted, integer, optional, type Schema, string } from "./schema.ts";

/** Number of a guest, 100 to 999999999. */
export const vmid = (): Schema<number> => integer({ format: "pve-vmid", minimum: 100, maximum: 999_999_999 });
export const node = (): Schema<string> => formatted("pve-node");
export const storageId = (): Schema<string> => formatted("pve-storage-id");
export const configId = (limits: { maxLength?: number } = {}): Schema<string> => formatted("pve-configid", limits);
export const dnsName = (limits: { maxLength?: number } = {}): Schema<string> => formatted("dns-name", limits);
export const poolId = (): Schema<string> => formatted("pve-poolid");
export const userId = (): Schema<string> => formatted("pve-userid", { maxLength: 64 });
/** SHA-1 of a configuration as it was read: a change is refused when it has moved since. */
export const digest = (): Schema<string | undefined> => optional(string({ maxLength: 64 }));
/** Leaves a guest's lock aside; root@pam alone. */
export const skipLock = (): Schema<boolean | undefined> => optional(boolean());

/** What stands in braces in a path means the same everywhere; an endpoint that differs declares its own. */
export const pathParameters = {
  node: node(),
  vmid: vmid(),
  storage: storageId(),
  upid: string(),
  volume: string(),
  userid: userId(),
  groupid: formatted("pve-groupid"),
  roleid: formatted("pve-roleid"),
  poolid: poolId(),
  snapname: configId({ maxLength: 40 }),
  iface: formatted("pve-iface", { minLength: 2, maxLength: 20 }),
  realm: formatted("pve-realm", { maxLength: 32 }),
  tokenid: string({ pattern: "(?^:[A-Za-z][A-Za-z0-9\\.\\-_]+)" }),
} as const;
