import { createHash } from "node:crypto";
import { join } from "node:path";

/** Where a build of one release lies, absolute. What is whole stands apart from what is being made. */
export interface BuildPlaces {
  /** Holds the disk and the three records beside it; made by one rename, so it is there whole or not at all. */
  readonly artifact: string;
  /** Everything of a build that has not ended. Swept away by the next one. */
  readonly work: string;
  /** Folder with Packer's template, below `work`. */
  readonly template: string;
  /** Folder that Packer makes for the disk, below `work`. */
  readonly disk: string;
  /** Private key of this build, below `work`. */
  readonly key: string;
  /** Everything that the last build printed. */
  readonly log: string;
  /** Lock of this image and release on this machine. */
  readonly lock: string;
  /** Variable that programs of this image and release carry, by which those of a killed run are found. */
  readonly mark: string;
  /** What Packer downloads, kept for the next build; the same for all images. */
  readonly cache: string;
}

export function buildPlaces(root: string, image: string, release: string): BuildPlaces {
  const folder = join(root, "build", "images");
  const mine = join(folder, image, release);
  const work = `${mine}.unfinished`;
  return {
    artifact: mine,
    work,
    template: join(work, "template"),
    disk: join(work, "disk"),
    key: join(work, "id_ed25519"),
    log: `${mine}.log`,
    lock: `${mine}.lock`,
    mark: `STRATA_IMAGE_${createHash("sha256").update(mine).digest("hex").slice(0, 16)}`,
    cache: join(folder, "cache"),
  };
}
