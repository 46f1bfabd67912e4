import type { Lab } from "./lab.ts";
import { buildInputs } from "./packer/inputs.ts";
import { releasePath, releaseToBuild } from "./release-to-build.ts";
import { templateName } from "./template-name.ts";

/** An image that the stack `images` of a site holds: which release of it is to stand there, made of what. */
export interface ImageBuild {
  readonly image: string;
  /** `v1.0.0` */
  readonly release: string;
  /** Name of its template in Proxmox. */
  readonly template: string;
  readonly node: string;
  /** `sha256:…` of everything it is built from, the version of Packer among it. */
  readonly inputs: string;
  /** File that records it once it is made, from the lab's root. */
  readonly releaseFile: string;
}

/**
 * The images that Packer builds on this machine and that have a place on this site: a release's file names it. The release is the newest
 * one, or the next where its recipe has changed since.
 *
 * @param packer version of the Packer at hand, undefined where there is none
 */
export function imageBuilds(root: string, { images }: Pick<Lab, "images">, packer: string | undefined): ImageBuild[] {
  return images.flatMap((image) => {
    const place = image.releases.filter(({ retired }) => retired === undefined).at(-1)?.template;
    if (!place || !image.recipe.builders.includes("qemu")) return [];
    const tools = packer === undefined ? {} : { packer };
    const { digest, recipe } = buildInputs(root, image, { builder: "qemu", packer: "plugins", tools });
    const release = releaseToBuild(root, image.name, recipe);
    return [
      {
        image: image.name,
        release,
        template: templateName(image, release),
        node: place.node,
        inputs: digest,
        releaseFile: releasePath(image.name, release),
      },
    ];
  });
}
