import { isDeepStrictEqual } from "node:util";
import { type DownloadedRelease, type DownloadPlace, downloadRecipe } from "../../model/downloaded-image.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { imageBuilds } from "../../model/image-builds.ts";
import type { Image, Lab } from "../../model/lab.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { currentCommit } from "../stack/commit.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";
import { type Recorded, writeRelease } from "./release-file.ts";
import { look } from "./template/look.ts";

/**
 * Records a release whose templates the stack `images` made of a vendor's disk, once they stand.
 *
 * @returns whether its file said so already, and where they stand
 * @throws StrataError 1 for a release that the recipe is not of, 3 where a template does not stand, or without a commit
 */
export async function recordDownload(
  root: string,
  lab: Lab,
  image: Image,
  version: string,
): Promise<{ readonly known: boolean; readonly places: readonly DownloadPlace[] }> {
  const release = currentRelease(root, lab, image, version);
  await refuseAbsent(root, lab, image, release);
  if (isRecorded(root, lab, image, release)) return { known: true, places: release.places };
  const built = await account(root, image, release);
  for (const { node, storage, id } of release.places) {
    const { template, checksum: digest } = release;
    await writeRelease(
      root,
      image,
      { release: version, template, digest, built },
      { site: lab.site.name, node, storage, id },
    );
  }
  return { known: false, places: release.places };
}

function currentRelease(root: string, lab: Lab, image: Image, version: string): DownloadedRelease {
  const build = imageBuilds(root, lab, undefined).find((one) => one.image === image.name);
  const current = build?.builder === "cloud-download" ? build.current : undefined;
  if (current?.release === version) return current;
  const what = current ? `the recipe is that of ${current.release}` : `it has no place on site ${lab.site.name}`;
  throw new StrataError(
    exitCodes.wrongInput,
    `${image.name} ${version} is not what Proxmox would fetch: ${what}; \`scripts/create-template ${image.name}\` makes that`,
  );
}

/** A template is ours when it has number, node and name, and its remarks tell the disk it was made of. */
async function refuseAbsent(root: string, lab: Lab, image: Image, { template, checksum, places }: DownloadedRelease) {
  const target = await resolveTarget(lab, root);
  await proveTarget(target, lab, { guests: [], platform: false });
  const looked = await look(target);
  try {
    for (const { id, node } of places) {
      const found = looked.standing.find((guest) => guest.vmid === id && guest.node === node && guest.template);
      if (found?.name === template && (await looked.remarks(found)).includes(checksum)) continue;
      throw new StrataError(
        exitCodes.refused,
        `${template} does not stand on ${node} as ${id}; \`strata apply images --only ${image.name}\` makes it`,
      );
    }
  } finally {
    looked.close();
  }
}

function isRecorded(
  root: string,
  { site }: Lab,
  image: Image,
  { release, checksum, places }: DownloadedRelease,
): boolean {
  const { built, digest, templates = [] } = readReleaseFile(root, image.name, release) ?? {};
  const here = places.map(({ node, storage, id }) => ({ site: site.name, node, storage, id }));
  const standing = here.every((place) => templates.some((template) => isDeepStrictEqual(template, place)));
  return standing && digest === checksum && built?.recipe === downloadRecipe(root, image);
}

/** How it came to be. Nothing was built here, so the time is that at which it was found to stand. */
async function account(root: string, image: Image, { url, checksum }: DownloadedRelease): Promise<Recorded["built"]> {
  const commit = await currentCommit(root);
  if (commit === null)
    throw new StrataError(
      exitCodes.refused,
      `${root} has no commit, and a release names the one it was made from; \`git init\`, commit, then apply images again`,
    );
  return {
    at: new Date().toISOString().replace(/\.\d+Z$/, "Z"),
    ...{ commit: commit.sha, dirty: commit.dirty, builder: "cloud-download" as const, base: checksum },
    ...{ recipe: downloadRecipe(root, image), url },
  };
}
