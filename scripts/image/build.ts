import { downloadedBase, downloadRecipe } from "../../model/downloaded-image.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image } from "../../model/lab.ts";
import { buildInputs } from "../../model/packer/inputs.ts";
import { readReleaseFile, releaseToBuild } from "../../model/release-to-build.ts";
import type { Asked } from "./asked.ts";
import type { Artifact } from "./packer/artifact.ts";
import { buildImage } from "./packer/build-image.ts";
import { underBuildLock } from "./packer/lock.ts";
import { buildPlaces } from "./packer/places.ts";
import { writeRelease } from "./release-file.ts";

/** What a build left. */
export interface BuildEnd {
  readonly artifact: Artifact;
  /** False where the artifact of the same recipe was there already. */
  readonly built: boolean;
  /** Path of the file that records it, from the lab's root. */
  readonly releaseFile: string;
}

/**
 * Builds a release and records it. A release that was recorded is never built from another recipe.
 *
 * @param tcg a build under emulation is agreed to
 * @throws StrataError as `buildImage`; 3 where another run is at the same release, or the recipe is another's
 */
export async function build(root: string, { image, release }: Asked, tcg: boolean): Promise<BuildEnd> {
  refuseDownloaded(image);
  const version = release ?? releaseOfRecipe(root, image);
  refuseOtherRecipe(root, image, version);
  return underBuildLock(buildPlaces(root, image.name, version), `${image.name} ${version}`, async () => {
    const end = await buildImage({ root, image, release: version, tcg });
    return { ...end, releaseFile: await writeRelease(root, image, end.artifact.manifest) };
  });
}

/** The release that the recipe of an image belongs to, as its files are now. */
export function releaseOfRecipe(root: string, image: Image): string {
  return releaseToBuild(root, image.name, recipeOf(root, image));
}

function recipeOf(root: string, image: Image): string {
  if (downloadedBase(image)) return downloadRecipe(root, image);
  return buildInputs(root, image, { builder: "qemu", packer: "plugins", tools: {} }).recipe;
}

/** @throws StrataError 1 for an image that nobody builds, because Proxmox fetches it as its vendor made it */
export function refuseDownloaded(image: Image): void {
  if (!downloadedBase(image)) return;
  throw new StrataError(
    exitCodes.wrongInput,
    `${image.name} is not built: Proxmox fetches its disk from the vendor; \`scripts/create-template ${image.name}\` makes the template`,
  );
}

/** A release is one content for ever: guests that name it must find what they were promised. */
function refuseOtherRecipe(root: string, image: Image, release: string): void {
  const { built } = readReleaseFile(root, image.name, release) ?? {};
  if (built === undefined || built.recipe === recipeOf(root, image)) return;
  throw new StrataError(
    exitCodes.refused,
    `${image.name} ${release} was built from another recipe (${built.at}, commit ${built.commit.slice(0, 7)}); build what the files say now as ${releaseOfRecipe(root, image)}`,
  );
}
