import { downloadedBase, downloadRecipe } from "../../model/downloaded-image.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image, Lab } from "../../model/lab.ts";
import { chosenBuilder } from "../../model/packer/chosen-builder.ts";
import { buildInputs } from "../../model/packer/inputs.ts";
import type { PackerBuilder } from "../../model/packer/variables.ts";
import type { TemplatePlace } from "../../model/placed-release.ts";
import { readReleaseFile, releaseToBuild } from "../../model/release-to-build.ts";
import type { Asked } from "./asked.ts";
import type { Artifact } from "./packer/artifact.ts";
import { buildImage } from "./packer/build-image.ts";
import { buildOnHost } from "./packer/build-on-host.ts";
import { underBuildLock } from "./packer/lock.ts";
import { buildPlaces } from "./packer/places.ts";
import { type Recorded, writeRelease } from "./release-file.ts";
import type { PlaceWish } from "./template/place.ts";

/** What a person said of a build, where they said anything. */
export interface BuildWish extends PlaceWish {
  /** A build under emulation is agreed to. */
  readonly tcg: boolean;
  /** Default: as `chosenBuilder` says. */
  readonly builder?: PackerBuilder;
}

/** What a build left: a disk on this machine, or a template on the target. */
export interface BuildEnd {
  readonly recorded: Recorded;
  readonly made: { readonly artifact: Artifact } | { readonly place: TemplatePlace };
  /** False where the same recipe was built already. */
  readonly built: boolean;
  /** Path of the file that records it, from the lab's root. */
  readonly releaseFile: string;
}

/**
 * Builds a release and records it. A release that was recorded is never built from another recipe.
 *
 * @throws StrataError as `buildImage` and `buildOnHost`; 3 where another run is at the same release, or the recipe is
 *   another's
 */
export async function build(root: string, lab: Lab, { image, release }: Asked, wish: BuildWish): Promise<BuildEnd> {
  refuseDownloaded(image);
  const builder = wish.builder ?? chosenBuilder(root, image) ?? "qemu";
  const version = release ?? releaseToBuild(root, image.name, recipeOf(root, image, builder));
  refuseOtherRecipe(root, image, version, builder);
  return underBuildLock(buildPlaces(root, image.name, version), `${image.name} ${version}`, async () => {
    if (builder === "proxmox-iso") {
      const { recorded, place, built } = await buildOnHost({ root, lab, image, release: version, wish });
      return { recorded, made: { place }, built, releaseFile: await writeRelease(root, image, recorded, place) };
    }
    const { artifact, built } = await buildImage({ root, image, release: version, tcg: wish.tcg });
    const recorded = artifact.manifest;
    return { recorded, made: { artifact }, built, releaseFile: await writeRelease(root, image, recorded) };
  });
}

/** The release that the recipe of an image belongs to, as its files are now. */
export function releaseOfRecipe(root: string, image: Image): string {
  return releaseToBuild(root, image.name, recipeOf(root, image, chosenBuilder(root, image)));
}

function recipeOf(root: string, image: Image, builder: PackerBuilder = "qemu"): string {
  if (downloadedBase(image)) return downloadRecipe(root, image);
  return buildInputs(root, image, { builder, packer: "plugins", tools: {} }).recipe;
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
function refuseOtherRecipe(root: string, image: Image, release: string, builder: PackerBuilder): void {
  const { built } = readReleaseFile(root, image.name, release) ?? {};
  const recipe = recipeOf(root, image, builder);
  if (built === undefined || built.recipe === recipe) return;
  throw new StrataError(
    exitCodes.refused,
    `${image.name} ${release} was built from another recipe (${built.at}, commit ${built.commit.slice(0, 7)}); build what the files say now as ${releaseToBuild(root, image.name, recipe)}`,
  );
}
