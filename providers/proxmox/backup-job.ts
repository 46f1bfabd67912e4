import { bool, list, map, optional, optionalOrComputed, required, string } from "../schema.ts";
import { resourceOf } from "./resource-of.ts";

const backupJobTable = {
  id: required(string),
  /** Calendar event, such as `sun 04:00`. */
  schedule: required(string),
  storage: required(string),
  node: optional(string),
  /** Numbers of guests. */
  vmid: optional(list(string)),
  /** `snapshot`, `suspend` or `stop`. @default "snapshot" */
  mode: optionalOrComputed(string),
  /** @default "0", none */
  compress: optionalOrComputed(string),
  /** `keep-daily` and so on, each with how many. */
  pruneBackups: optionalOrComputed(map(string)),
  notesTemplate: optional(string),
  enabled: optionalOrComputed(bool),
} as const;

/** A job of vzdump, which the nodes run by themselves. */
export class BackupJob extends resourceOf("proxmox_backup_job", backupJobTable) {}
