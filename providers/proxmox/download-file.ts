import type { Construct } from "constructs";
import { Resource, type ResourceBinding, type ResourceOptions } from "../resource.ts";
import { bool, type Config, number, optional, optionalOrComputed, required, string } from "../schema.ts";
import { proxmox } from "./provider.ts";

const downloadFileTable = {
  /** Node that fetches it; on a storage that is not shared, the one that has it then. */
  nodeName: required(string),
  /** Storage that keeps it; it must take this content. */
  datastoreId: required(string),
  /** `iso`, `vztmpl` or `import`; Proxmox judges a file's name by it. */
  contentType: required(string),
  url: required(string),
  /** Its name there. @default the last part of the address */
  fileName: optionalOrComputed(string),
  /** In hexadecimal digits; Proxmox keeps nothing that has another. */
  checksum: optional(string),
  /** `sha256` or `sha512`, among others. */
  checksumAlgorithm: optional(string),
  /** Whether a file whose size differs from what the server offers is fetched again. @default true */
  overwrite: optionalOrComputed(bool),
  /** Seconds for the whole download. @default 600 */
  uploadTimeout: optionalOrComputed(number),
} as const;

export type DownloadFileConfig = Config<typeof downloadFileTable> & ResourceOptions;

/** A file that Proxmox itself fetches and checks. All but `overwrite` and the timeout replaces it. */
export class DownloadFile extends Resource<typeof downloadFileTable> {
  static readonly binding: ResourceBinding<typeof downloadFileTable> = {
    type: "proxmox_download_file",
    provider: proxmox,
    table: downloadFileTable,
  };

  constructor(scope: Construct, id: string, config: DownloadFileConfig) {
    super(scope, id, DownloadFile.binding, config);
  }

  /** Its volume, such as `local:import/debian13-v1.0.0.qcow2`, known once it is there. */
  get volume(): string {
    return this.getStringAttribute("id");
  }
}
