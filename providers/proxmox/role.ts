import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { type Config, required, set, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const roleTable = {
  roleId: required(string),
  /** Such as `VM.Audit`; root@pam alone changes them. */
  privileges: required(set(string)),
} as const;

/** What a user may do, under a name. */
export class Role extends Resource<typeof roleTable> {
  static readonly binding: ResourceBinding<typeof roleTable> = {
    type: "proxmox_virtual_environment_role",
    provider: proxmox,
    table: roleTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof roleTable> & ResourceOptions) {
    super(scope, id, Role.binding, config);
  }
}
