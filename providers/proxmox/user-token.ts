import { bool, optional, optionalOrComputed, required, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const userTokenTable = {
  userId: required(string),
  /** Its name beside the user's, such as `strata`. */
  tokenName: required(string),
  comment: optional(string),
  /** Whether it has only what is granted to itself; without that it may do what its user may. @default true */
  privilegesSeparation: optionalOrComputed(bool),
} as const;

/** A token of a user. Proxmox shows its secret once, and then only the state knows it. */
export class UserToken extends resourceOf("proxmox_user_token", userTokenTable) {
  /** `strata@pve!strata=<secret>`, known once it is made. */
  get value(): string {
    return this.getStringAttribute("value");
  }
}
