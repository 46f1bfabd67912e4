import type { ITerraformDependable } from "cdktf";
import type { Construct } from "constructs";
import type { OsTemplatePlace } from "../model/os-template-places.ts";
import { literal } from "../providers/hcl.ts";
import { DownloadFile } from "../providers/proxmox/download-file.ts";

/**
 * An OS template that a node downloads by itself, and takes only with the pinned checksum. One that is there already with
 * that checksum is kept. Without a checksum there is nothing to hold it to: then a person has to bring it.
 */
export function osTemplateFile(
  scope: Construct,
  { os, node }: OsTemplatePlace,
  storage: ITerraformDependable | undefined,
): DownloadFile | undefined {
  if (os.sha512 === "CHANGEME") return undefined;
  return new DownloadFile(scope, `os-${os.name}-${node.name}`, {
    nodeName: node.name,
    datastoreId: os.storage,
    contentType: "vztmpl",
    fileName: os.file,
    url: literal(os.url),
    checksum: os.sha512,
    checksumAlgorithm: "sha512",
    // What is pinned does not change; looking whether the server has another size would make each plan ask it.
    overwrite: false,
    dependsOn: storage && [storage],
  });
}
