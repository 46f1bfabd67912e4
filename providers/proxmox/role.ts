import { required, set, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const roleTable = {
  roleId: required(string),
  /** Such as `VM.Audit`; root@pam alone changes them. */
  privileges: required(set(string)),
} as const;

/** What a user may do, under a name. */
export class Role extends resourceOf("proxmox_virtual_environment_role", roleTable) {}
