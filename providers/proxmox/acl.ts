import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { bool, type Config, optional, optionalOrComputed, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const aclTable = {
  /** Such as `/` or `/storage/tank`. */
  path: required(string),
  roleId: required(string),
  userId: optional(string),
  /** Whether it holds below the path as well. @default true */
  propagate: optionalOrComputed(bool),
} as const;

/** A role that a user has on a path. Every change but of propagation replaces it. */
export class Acl extends Resource<typeof aclTable> {
  static readonly binding: ResourceBinding<typeof aclTable> = {
    type: "proxmox_acl",
    provider: proxmox,
    table: aclTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof aclTable> & ResourceOptions) {
    super(scope, id, Acl.binding, config);
  }
}
