import { bool, optional, required, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const userTable = {
  /** Such as `strata@pve`. */
  userId: required(string),
  comment: optional(string),
  /** Whether it may come in at all. @default true */
  enabled: optional(bool),
} as const;

/** A user without a password: only its tokens come in. */
export class User extends resourceOf("proxmox_virtual_environment_user", userTable) {}
