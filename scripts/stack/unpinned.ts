import { downloadedBase } from "../../model/downloaded-image.ts";
import { imagesStack } from "../../model/stack-names.ts";
import { unsettledReleases } from "../../model/unsettled.ts";
import { refuseUnsettled } from "../image/packer/before.ts";
import { refuseAny } from "../target/checks/placeholders.ts";
import type { OpenStack } from "./open-stack.ts";

/**
 * Keeps from a real host what Proxmox is to fetch as long as its recipe says CHANGEME, and what is cloned from a release as
 * long as its file does; a rehearsal may have either.
 *
 * @throws StrataError 3
 */
export function refuseUnpinned({ name, lab }: Pick<OpenStack, "name" | "lab">, only?: string): void {
  if (process.env.STRATA_TARGET) return;
  refuseAny(
    unsettledReleases(
      lab,
      lab.guests.filter((guest) => guest.name === name),
    ),
  );
  if (name !== imagesStack) return;
  const fetched = lab.images.filter((image) => downloadedBase(image) && image.releases.length > 0);
  for (const image of fetched) if (only === undefined || only === image.name) refuseUnsettled(image);
}
