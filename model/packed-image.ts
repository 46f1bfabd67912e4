import type { Image, Lab } from "./lab.ts";
import { chosenBuilder } from "./packer/chosen-builder.ts";
import { buildInputs } from "./packer/inputs.ts";
import type { PackerBuilder } from "./packer/variables.ts";
import { releasePath, releaseToBuild } from "./release-to-build.ts";
import { templateName } from "./template-name.ts";

/** An image that Packer builds. */
export interface PackedImage {
  readonly builder: PackerBuilder;
  readonly image: string;
  /** `v1.0.0` */
  readonly release: string;
  /** Name of its template in Proxmox. */
  readonly template: string;
  /** Where it is to stand, in the site's order; never empty. */
  readonly nodes: readonly string[];
  /** `sha256:…` of everything it is built from, the version of Packer among it. */
  readonly inputs: string;
  /** File that records it once it is made, from the lab's root. */
  readonly releaseFile: string;
}

/**
 * What a site is to hold of such an image: its newest release, or the next where the recipe has changed since, on every node
 * that has one in service. Undefined where Packer does not build it, or has no place on the site.
 *
 * @param packer version of the Packer at hand, undefined where there is none
 */
export function packedImage(
  root: string,
  lab: Pick<Lab, "nodes">,
  image: Image,
  packer: string | undefined,
): PackedImage | undefined {
  const nodes = templateNodes(lab, image);
  const builder = chosenBuilder(root, image);
  if (nodes.length === 0 || builder === undefined) return undefined;
  const tools = packer === undefined ? {} : { packer };
  const { digest, recipe } = buildInputs(root, image, { builder, packer: "plugins", tools });
  const release = releaseToBuild(root, image.name, recipe);
  return {
    builder,
    image: image.name,
    release,
    template: templateName(image, release),
    nodes,
    inputs: digest,
    releaseFile: releasePath(image.name, release),
  };
}

/** The nodes that have a release of an image in service, in the site's order: the next one goes there too. */
export function templateNodes({ nodes }: Pick<Lab, "nodes">, { releases }: Pick<Image, "releases">): string[] {
  const inService = releases.filter(({ retired }) => retired === undefined);
  return nodes.map(({ name }) => name).filter((node) => inService.some(({ template }) => template.node === node));
}
