import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image } from "../../model/lab.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { readArtifact, verifyArtifact } from "./packer/artifact.ts";
import { chooseAccelerator } from "./packer/before.ts";
import { underBuildLock } from "./packer/lock.ts";
import { buildPlaces } from "./packer/places.ts";
import { type Proof, prove } from "./proof/prove.ts";
import { recordTest } from "./release-file.ts";

export interface TestEnd extends Proof {
  /** Of the disk that was booted. */
  readonly digest: string;
  readonly releaseFile: string;
}

/**
 * Proves a built release on a clone and records it in the release's file.
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
    const artifact = await readArtifact(places);
    const digest = artifact?.manifest.digest;
    if (!artifact || !digest || readReleaseFile(root, image.name, release)?.digest !== digest)
      throw new StrataError(
        exitCodes.wrongInput,
        `${image.name} ${release} is not built on this machine as its file says; \`strata image build ${image.name} ${release}\` does that`,
      );
    await verifyArtifact(artifact);
    const accelerator = await chooseAccelerator(tcg);
    const proof = await prove({ root, image, artifact, accelerator, console: `${places.artifact}.console.log`, say });
    return { ...proof, digest, releaseFile: await recordTest(root, image.name, release, digest) };
  });
}
