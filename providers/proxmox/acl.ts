import { bool, optional, optionalOrComputed, required, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const aclTable = {
  /** Such as `/` or `/storage/tank`. */
  path: required(string),
  roleId: required(string),
  userId: optional(string),
  /** Whether it holds below the path as well. @default true */
  propagate: optionalOrComputed(bool),
} as const;

/** A role that a user has on a path. Every change but of propagation replaces it. */
export class Acl extends resourceOf("proxmox_acl", aclTable) {}
