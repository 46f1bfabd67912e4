import type { Image, Lab } from "../../model/lab.ts";
import { buildInputs } from "../../model/packer/inputs.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { proveTarget, resolveTarget } from "../target/target.ts";
import { build } from "./build.ts";
import { look } from "./template/look.ts";
import { upload } from "./upload.ts";

/** What it took. */
export interface ProvideEnd {
  readonly release: string;
  readonly did: "nothing" | "uploaded" | "built and uploaded";
  readonly id: number;
}

/**
 * Sees to it that a release stands on the target as its file says: builds what is not built, uploads what is not there. A
 * machine that has never built it does nothing either where it stands already.
 *
 * @throws StrataError as `build` and `upload`
 */
export async function provide(
  root: string,
  lab: Lab,
  { image, release }: { readonly image: Image; readonly release: string },
  tcg: boolean,
): Promise<ProvideEnd> {
  const id = await standing(root, lab, image, release);
  if (id !== undefined) return { release, did: "nothing", id };
  const { built } = await build(root, { image, release }, tcg);
  const { place, made } = await upload(root, lab, { image, release }, {});
  return { release, did: built ? "built and uploaded" : made ? "uploaded" : "nothing", id: place.id };
}

/** Number of the template that the release's file promises, where it stands with that content and the recipe is the same. */
async function standing(root: string, lab: Lab, image: Image, release: string): Promise<number | undefined> {
  const { built, digest, name, templates = [] } = readReleaseFile(root, image.name, release) ?? {};
  const place = templates.find(({ site }) => site === lab.site.name);
  if (!built || !digest || !place) return undefined;
  const { recipe } = buildInputs(root, image, { builder: built.builder, packer: "plugins", tools: {} });
  if (recipe !== built.recipe) return undefined;
  const target = await resolveTarget(lab, root);
  await proveTarget(target, lab, { guests: [], platform: false });
  const looked = await look(target);
  try {
    const found = looked.standing.find(
      (guest) => guest.template && guest.vmid === place.id && guest.name === name && guest.node === place.node,
    );
    return found && (await looked.remarks(found)).includes(digest) ? found.vmid : undefined;
  } finally {
    looked.close();
  }
}
