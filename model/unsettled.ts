import type { Fault } from "./fault.ts";
import type { Guest, Lab, Release } from "./lab.ts";
import { releasePath } from "./release-to-build.ts";

/**
 * What says TODO or CHANGEME and concerns the lab as a whole: all but the files of releases. One of those is written by a
 * build, which comes after the host; until then it concerns who is cloned from it and nobody else.
 */
export function unsettled({ images, placeholders }: Lab): Fault[] {
  const releases = new Set(images.flatMap((image) => image.releases.map(fileOf)));
  return placeholders.filter(({ at }) => !releases.has(at.file));
}

/** What says so in the files of the releases that machines are cloned from. */
export function unsettledReleases({ placeholders }: Pick<Lab, "placeholders">, guests: readonly Guest[]): Fault[] {
  const used = new Set(guests.flatMap((guest) => (guest.kind === "lxc" ? [] : [fileOf(guest.release)])));
  return placeholders.filter(({ at }) => used.has(at.file));
}

function fileOf({ image, version }: Pick<Release, "image" | "version">): string {
  return releasePath(image, version);
}
