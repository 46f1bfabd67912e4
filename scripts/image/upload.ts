import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image, Lab, Node } from "../../model/lab.ts";
import type { TemplatePlace } from "../../model/placed-release.ts";
import { releasePath } from "../../model/release-to-build.ts";
import { proxmoxWork } from "../target/proxmox-work.ts";
import { proveTarget, resolveTarget, type Target } from "../target/target.ts";
import { type Artifact, readArtifact, verifyArtifact } from "./packer/artifact.ts";
import { underBuildLock } from "./packer/lock.ts";
import { buildPlaces } from "./packer/places.ts";
import { writeRelease } from "./release-file.ts";
import { handsByApi } from "./template/by-api.ts";
import { handsBySsh } from "./template/by-ssh.ts";
import type { Hands, Way } from "./template/hands.ts";
import { look } from "./template/look.ts";
import { makeTemplate } from "./template/make-template.ts";
import { choosePlace, type PlaceWish } from "./template/place.ts";

/** What a person said of an upload, where they said anything. */
export interface UploadWish extends PlaceWish {
  /** Default: SSH where the site names root's key, else the API. */
  readonly via?: Way;
}

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
  wish: UploadWish,
): Promise<UploadEnd> {
  const places = buildPlaces(root, image.name, release);
  return underBuildLock(places, `${image.name} ${release}`, async () => {
    const artifact = await readArtifact(places);
    if (!artifact) throw notBuilt(image.name, release);
    await verifyArtifact(artifact);
    const place = choosePlace(lab, image, release, wish);
    const target = await resolveTarget(lab, root);
    await proveTarget(target, lab, { guests: [], platform: false });
    const way = wish.via ?? (lab.site.root ? "ssh" : "api");
    return withHands(target, lab, place.node, { way, batch: `${places.log}.sftp` }, async (hands) => {
      const looked = await look(target);
      try {
        const work = { lab, image, artifact, place, hands, look: looked };
        const { id, made } = await makeTemplate({ ...work, releaseFile: releasePath(image.name, release) });
        const stands = { site: lab.site.name, node: place.node.name, storage: place.storage.name, id };
        const releaseFile = await writeRelease(root, image, artifact.manifest, stands);
        return { artifact, place: stands, made, releaseFile };
      } finally {
        looked.close();
      }
    });
  });
}

async function withHands<T>(
  target: Target,
  lab: Lab,
  node: Node,
  { way, batch }: { readonly way: Way; readonly batch: string },
  work: (hands: Hands) => Promise<T>,
): Promise<T> {
  if (way === "ssh") return work(await handsBySsh(target, lab, node, batch));
  const api = proxmoxWork(target);
  try {
    return await work(handsByApi(api, lab, node));
  } finally {
    api.close();
  }
}

function notBuilt(image: string, release: string): StrataError {
  return new StrataError(
    exitCodes.wrongInput,
    `${image} ${release} is not built on this machine; \`strata image build ${image} ${release}\` does that`,
  );
}
