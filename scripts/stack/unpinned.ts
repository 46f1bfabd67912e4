import { downloadedBase } from "../../model/downloaded-image.ts";
import { imagesStack } from "../../model/stack-names.ts";
import { refuseUnsettled } from "../image/packer/before.ts";
import type { OpenStack } from "./open-stack.ts";

/**
 * Keeps what Proxmox is to fetch from a real host as long as its recipe says CHANGEME; a rehearsal may have it. What Packer
 * builds is refused by its build.
 *
 * @throws StrataError 3
 */
export function refuseUnpinned({ name, lab, target }: OpenStack, only?: string): void {
  if (name !== imagesStack || target !== lab.site.endpoint) return;
  const fetched = lab.images.filter((image) => downloadedBase(image) && image.releases.length > 0);
  for (const image of fetched) if (only === undefined || only === image.name) refuseUnsettled(image);
}
