import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { bool, type Config, list, map, optional, optionalOrComputed, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

export const backupJobTable = {
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
export class BackupJob extends Resource<typeof backupJobTable> {
  static readonly binding: ResourceBinding<typeof backupJobTable> = {
    type: "proxmox_backup_job",
    provider: proxmox,
    table: backupJobTable,
  };

  constructor(scope: Construct, id: string, config: Config<typeof backupJobTable> & ResourceOptions) {
    super(scope, id, BackupJob.binding, config);
  }
}
