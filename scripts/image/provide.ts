import semver from "semver";
import { downloadedBase } from "../../model/downloaded-image.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image, Lab } from "../../model/lab.ts";
import { templateNodes } from "../../model/packed-image.ts";
import { buildInputs } from "../../model/packer/inputs.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";
import { build } from "./build.ts";
import { readArtifact } from "./packer/artifact.ts";
import { buildPlaces } from "./packer/places.ts";
import { recordDownload } from "./record-download.ts";
import { look } from "./template/look.ts";
import { upload } from "./upload.ts";

/** What it took. */
export interface ProvideEnd {
  readonly release: string;
  readonly did: "nothing" | "recorded" | "uploaded" | "built" | "built and uploaded";
  /** Each of its templates. */
  readonly templates: readonly Provided[];
}

export interface Provided {
  readonly node: string;
  readonly id: number;
}

/**
 * Sees to it that a release stands on the target as its file says, on each node that has the image: builds what is not
 * built, uploads what is not there. A machine that has never built it does nothing either where it stands already.
 *
 * @throws StrataError as `build` and `upload`; 3 where it stands on one node, and the disk for another one is not here
 */
export async function provide(
  root: string,
  lab: Lab,
  { image, release }: { readonly image: Image; readonly release: string },
  tcg: boolean,
): Promise<ProvideEnd> {
  if (downloadedBase(image)) {
    const { known, places } = await recordDownload(root, lab, image, release);
    return { release, did: known ? "nothing" : "recorded", templates: places.map(({ node, id }) => ({ node, id })) };
  }
  const nodes = templateNodes(lab, image);
  const there = await standing(root, lab, image, release);
  const lacking = nodes.filter((node) => !there.some((template) => template.node === node));
  if (nodes.length > 0 && lacking.length === 0) return { release, did: "nothing", templates: there };
  if (there.length > 0) await refuseOtherDisk(root, image, release, there, lacking);
  const [node] = lacking;
  const { built, made } = await build(root, lab, { image, release }, { tcg, ...(node !== undefined && { node }) });
  if ("place" in made) return { release, did: built ? "built" : "nothing", templates: [made.place] };
  const templates = [...there];
  let did: ProvideEnd["did"] = built ? "built and uploaded" : "nothing";
  // Where no node has the image yet, its place is the upload's to choose.
  for (const wish of nodes.length > 0 ? lacking.map((node) => ({ node })) : [{}]) {
    const { place, made } = await upload(root, lab, { image, release }, wish);
    templates.push({ node: place.node, id: place.id });
    if (made && !built) did = "uploaded";
  }
  return { release, did, templates };
}

/** A release is one content on all nodes: where it stands on one, no other disk is built for the rest. */
async function refuseOtherDisk(
  root: string,
  image: Image,
  release: string,
  there: readonly Provided[],
  lacking: readonly string[],
): Promise<void> {
  const artifact = await readArtifact(buildPlaces(root, image.name, release));
  if (artifact?.manifest.digest === readReleaseFile(root, image.name, release)?.digest) return;
  const next = `v${semver.inc(release, "patch")}`;
  throw new StrataError(
    exitCodes.refused,
    `${image.name} ${release} stands on ${there.map(({ node }) => node).join(", ")} and not on ${lacking.join(", ")}, and its disk is not on this machine, while another build would be another disk; bring build/images/${image.name}/${release}/ from where it was built, or \`strata image build ${image.name} ${next}\``,
  );
}

/** The templates that the release's file promises and that stand with that content, where the recipe is the same. */
async function standing(root: string, lab: Lab, image: Image, release: string): Promise<Provided[]> {
  const { built, digest, name, templates = [] } = readReleaseFile(root, image.name, release) ?? {};
  const places = templates.filter(({ site }) => site === lab.site.name);
  if (!built || !digest || places.length === 0) return [];
  const { recipe } = buildInputs(root, image, { builder: built.builder, packer: "plugins", tools: {} });
  if (recipe !== built.recipe) return [];
  const target = await resolveTarget(lab, root);
  await proveTarget(target, lab, { guests: [], platform: false });
  const looked = await look(target);
  try {
    const found = places.flatMap(({ id, node }) =>
      looked.standing.filter(
        (guest) => guest.template && guest.vmid === id && guest.name === name && guest.node === node,
      ),
    );
    const remarks = await Promise.all(found.map((template) => looked.remarks(template)));
    return found.flatMap(({ node, vmid }, index) => (remarks[index]?.includes(digest) ? [{ node, id: vmid }] : []));
  } finally {
    looked.close();
  }
}
