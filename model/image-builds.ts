import { type DownloadedImage, downloadedImage } from "./downloaded-image.ts";
import type { Lab } from "./lab.ts";
import { freeIds } from "./next-free.ts";
import { type PackedImage, packedImage } from "./packed-image.ts";

/** An image that the stack `images` of a site holds: which releases of it are to stand there, made of what. */
export type ImageBuild = PackedImage | DownloadedImage;

/**
 * The images that have a place on this site: a release's file names it.
 *
 * @param packer version of the Packer at hand, undefined where there is none
 */
export function imageBuilds(root: string, lab: Lab, packer: string | undefined): ImageBuild[] {
  const numbers = freeIds(lab, lab.site.ids.template);
  return lab.images.flatMap(
    (image) => packedImage(root, lab, image, packer) ?? downloadedImage(root, lab, image, numbers) ?? [],
  );
}
