import type { Construct } from "constructs";
import { Resource, type ResourceBinding } from "../resource.ts";
import { type Config, number, optional, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

const poolMembershipTable = {
  poolId: required(string),
  /** Number of a machine or container. */
  vmId: optional(number),
} as const;

/** A guest's place in a pool of Proxmox. Every change replaces the membership, and nothing else. */
export class PoolMembership extends Resource<typeof poolMembershipTable> {
  static readonly binding: ResourceBinding<typeof poolMembershipTable> = {
    type: "proxmox_pool_membership",
    provider: proxmox,
    table: poolMembershipTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof poolMembershipTable>) {
    super(scope, id, PoolMembership.binding, config);
  }
}
