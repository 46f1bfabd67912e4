import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { block, bool, type Config, optional, optionalOrComputed, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

const fileTable = {
  nodeName: required(string),
  /** Storage that keeps it; it must take this content. */
  datastoreId: required(string),
  /** `snippets`, `backup`, `iso`, `vztmpl` or `import`. The first two travel over SSH: the API does not take them. */
  contentType: optionalOrComputed(string),
  sourceRaw: block({ fileName: required(string), data: required(string) }),
  /** `stream` writes through sudo, `sftp` needs a user who may write to the folder. @default "stream" */
  uploadMode: optional(string),
  /** Whether a file of that name that is already there is overwritten. @default true */
  overwrite: optional(bool),
} as const;

export type FileConfig = Config<typeof fileTable> & ResourceOptions;

/** A file on a storage of Proxmox. Every change replaces the file. */
export class File extends Resource<typeof fileTable> {
  static readonly binding: ResourceBinding<typeof fileTable> = {
    type: "proxmox_virtual_environment_file",
    provider: proxmox,
    table: fileTable,
  };

  constructor(scope: Construct, id: string, config: FileConfig) {
    super(scope, id, File.binding, config);
  }
}
