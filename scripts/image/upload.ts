import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image, Lab } from "../../model/lab.ts";
import { releasePath } from "../../model/release-to-build.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";
import { type Artifact, readArtifact, verifyArtifact } from "./packer/artifact.ts";
import { underBuildLock } from "./packer/lock.ts";
import { buildPlaces } from "./packer/places.ts";
import { type TemplatePlace, writeRelease } from "./release-file.ts";
import { look } from "./template/look.ts";
import { makeTemplate } from "./template/make-template.ts";
import { templateNode } from "./template/node.ts";
import { choosePlace, type PlaceWish } from "./template/place.ts";

/** What an upload left. */
export interface UploadEnd {
  readonly artifact: Artifact;
  readonly place: TemplatePlace;
  /** False where the template of the same content was there already. */
  readonly made: boolean;
  readonly releaseFile: string;
}

/**
 * Brings a built release to the target as a template, and writes into the release's file where it stands.
 *
 * @throws StrataError 1 where it is not built or its place is not known; as `resolveTarget` and `makeTemplate`
 */
export async function upload(
  root: string,
  lab: Lab,
  { image, release }: { readonly image: Image; readonly release: string },
  wish: PlaceWish,
): Promise<UploadEnd> {
  const places = buildPlaces(root, image.name, release);
  return underBuildLock(places, `${image.name} ${release}`, async () => {
    const artifact = await readArtifact(places);
    if (!artifact) throw notBuilt(image.name, release);
    await verifyArtifact(artifact);
    const place = choosePlace(lab, image, release, wish);
    const target = await resolveTarget(lab, root);
    await proveTarget(target, lab, { guests: [], platform: false });
    const node = await templateNode(target, lab, place.node);
    const looked = await look(target);
    try {
      const work = { lab, image, artifact, place, node, look: looked, batch: `${places.log}.sftp` };
      const { id, made } = await makeTemplate({ ...work, releaseFile: releasePath(image.name, release) });
      const stands = { site: lab.site.name, node: node.name, storage: place.storage.name, id };
      return { artifact, place: stands, made, releaseFile: await writeRelease(root, image, artifact.manifest, stands) };
    } finally {
      looked.close();
    }
  });
}

function notBuilt(image: string, release: string): StrataError {
  return new StrataError(
    exitCodes.wrongInput,
    `${image} ${release} is not built on this machine; \`strata image build ${image} ${release}\` does that`,
  );
}
