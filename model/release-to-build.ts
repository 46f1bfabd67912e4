import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import semver from "semver";
import { parse } from "yaml";
import { yamlFilesIn } from "./reading/folder.ts";
import type { ReleaseFile } from "./schemas/release.ts";

/** What a file of `releases/` says, where there is one; the lab's rules have checked it before. */
export function readReleaseFile(root: string, image: string, release: string): Partial<ReleaseFile> | undefined {
  const path = join(root, releasePath(image, release));
  return existsSync(path) ? (parse(readFileSync(path, "utf8")) as Partial<ReleaseFile>) : undefined;
}

/** Path of a release's file, from the lab's root. */
export function releasePath(image: string, release: string): string {
  return `images/${image}/releases/${release}.yaml`;
}

/** The newest release that has a file, whatever it says. */
export function newestRelease(root: string, image: string): string | undefined {
  const { names } = yamlFilesIn(root, `images/${image}/releases`);
  return semver.rsort(names.filter((name) => semver.valid(name)))[0];
}

/**
 * The release that a recipe belongs to: the newest one where it is not built yet or was built from this recipe, else the
 * next one. It follows from the files alone, so that every program that reads them names the same.
 *
 * @param recipe `sha256:…` of `buildInputs`
 */
export function releaseToBuild(root: string, image: string, recipe: string): string {
  const newest = newestRelease(root, image);
  if (newest === undefined) return "v1.0.0";
  const { built, retired } = readReleaseFile(root, image, newest) ?? {};
  const holds = retired === undefined && (built === undefined || built.recipe === recipe);
  return holds ? newest : `v${semver.inc(newest, "patch")}`;
}
