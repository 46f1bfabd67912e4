import { downloadedBase } from "../../model/downloaded-image.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image } from "../../model/lab.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { type Artifact, readArtifact, verifyArtifact } from "./packer/artifact.ts";
import { chooseAccelerator } from "./packer/before.ts";
import { underBuildLock } from "./packer/lock.ts";
import { type BuildPlaces, buildPlaces } from "./packer/places.ts";
import type { Proof } from "./proof/contract.ts";
import { prove } from "./proof/prove.ts";
import { recordTest } from "./release-file.ts";
import { vendorDisk } from "./vendor-disk.ts";

export interface TestEnd extends Proof {
  /** Of the disk that was booted. */
  readonly digest: string;
  readonly releaseFile: string;
}

/**
 * Proves a release on a clone of its disk and records it in the release's file.
 *
 * @param say hears each promise that holds, as it is proven
 * @throws StrataError 1 where it is not built here, 3 where emulation was not agreed to, 5 for a promise that does not hold
 */
export async function testImage(
  root: string,
  { image, release }: { readonly image: Image; readonly release: string },
  tcg: boolean,
  say: (line: string) => void,
): Promise<TestEnd> {
  const places = buildPlaces(root, image.name, release);
  return underBuildLock(places, `${image.name} ${release}`, async () => {
    const { disk, digest } = downloadedBase(image)
      ? await vendorDisk(root, places, image.name, release)
      : await builtDisk(root, places, image.name, release);
    const accelerator = await chooseAccelerator(tcg);
    const proof = await prove({
      root,
      image,
      artifact: disk,
      accelerator,
      mark: places.mark,
      console: `${places.artifact}.console.log`,
      say,
    });
    return { ...proof, digest, releaseFile: await recordTest(root, image.name, release, digest) };
  });
}

async function builtDisk(
  root: string,
  places: BuildPlaces,
  image: string,
  release: string,
): Promise<{ readonly disk: Artifact; readonly digest: string }> {
  const disk = await readArtifact(places);
  const digest = disk?.manifest.digest;
  if (!disk || !digest || readReleaseFile(root, image, release)?.digest !== digest)
    throw new StrataError(
      exitCodes.wrongInput,
      `${image} ${release} is not built on this machine as its file says; \`strata image build ${image} ${release}\` does that`,
    );
  await verifyArtifact(disk);
  return { disk, digest };
}
