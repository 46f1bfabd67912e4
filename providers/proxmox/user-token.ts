import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { bool, type Config, optional, optionalOrComputed, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const userTokenTable = {
  userId: required(string),
  /** Its name beside the user's, such as `strata`. */
  tokenName: required(string),
  comment: optional(string),
  /** Whether it has only what is granted to itself; without that it may do what its user may. @default true */
  privilegesSeparation: optionalOrComputed(bool),
} as const;

/** A token of a user. Proxmox shows its secret once, and then only the state knows it. */
export class UserToken extends Resource<typeof userTokenTable> {
  static readonly binding: ResourceBinding<typeof userTokenTable> = {
    type: "proxmox_user_token",
    provider: proxmox,
    table: userTokenTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof userTokenTable> & ResourceOptions) {
    super(scope, id, UserToken.binding, config);
  }

  /** `strata@pve!strata=<secret>`, known once it is made. */
  get value(): string {
    return this.getStringAttribute("value");
  }
}
