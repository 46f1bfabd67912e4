import { formatSize } from "./bytes.ts";
import { downloadedBase } from "./downloaded-image.ts";
import type { Image } from "./lab.ts";
import type { ReleaseFile } from "./schemas/release.ts";
import { templateName } from "./template-name.ts";

/** Where a template is to stand, as a release's file says it. */
export type TemplatePlace = ReleaseFile["templates"][number];

/**
 * The file of a release that is not made yet: it holds its place and number, and the stack `images` makes it from then on.
 * What Proxmox fetches has its digest already; that of a build is written when it ends.
 */
export function placedRelease(image: Image, release: string, { site, node, storage, id }: TemplatePlace): string {
  const base = downloadedBase(image);
  return [
    "# yaml-language-server: $schema=../../../schemas/release.json",
    `name: ${templateName(image, release)}`,
    `disk: ${formatSize(image.disk)}`,
    ...(image.k3s === undefined ? [] : [`k3s: ${image.k3s}`]),
    base ? `digest: ${base.checksum}` : "digest: sha256:CHANGEME # written when it is built",
    "templates:",
    `  - { site: ${site}, node: ${node}, storage: ${storage}, id: ${id} }`,
    "",
  ].join("\n");
}
