import type { Image } from "../lab.ts";
import { newestRelease, readReleaseFile } from "../release-to-build.ts";
import type { PackerBuilder } from "./variables.ts";

/**
 * The builder of Packer's that an image is built with where nobody says another: the one that made its newest release, so
 * that the release still belongs to its recipe, else the first that its file names. Undefined where it names none.
 */
export function chosenBuilder(root: string, { name, recipe }: Image): PackerBuilder | undefined {
  const builders = recipe.builders.filter((builder): builder is PackerBuilder => builder !== "cloud-download");
  const newest = newestRelease(root, name);
  const made = newest === undefined ? undefined : readReleaseFile(root, name, newest)?.built?.builder;
  return builders.find((builder) => builder === made) ?? builders[0];
}
