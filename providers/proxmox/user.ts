import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { bool, type Config, optional, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const userTable = {
  /** Such as `strata@pve`. */
  userId: required(string),
  comment: optional(string),
  /** Whether it may come in at all. @default true */
  enabled: optional(bool),
} as const;

/** A user without a password: only its tokens come in. */
export class User extends Resource<typeof userTable> {
  static readonly binding: ResourceBinding<typeof userTable> = {
    type: "proxmox_virtual_environment_user",
    provider: proxmox,
    table: userTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof userTable> & ResourceOptions) {
    super(scope, id, User.binding, config);
  }
}
