import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { type Config, optional, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const poolTable = { poolId: required(string), comment: optional(string) } as const;

/** A pool of Proxmox, which groups guests. */
export class Pool extends Resource<typeof poolTable> {
  static readonly binding: ResourceBinding<typeof poolTable> = {
    type: "proxmox_virtual_environment_pool",
    provider: proxmox,
    table: poolTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof poolTable> & ResourceOptions) {
    super(scope, id, Pool.binding, config);
  }
}
