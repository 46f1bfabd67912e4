import { join } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { MadeRelease } from "../../model/promotion.ts";
import { readOutputs } from "../stack/outputs.ts";

/**
 * What the stack `images` says that it made of an image: its output of that name, as the last apply left it. Undefined where
 * that was not applied yet. The state is read as it lies, since a promotion must not wait for a synth.
 *
 * @throws StrataError 3 where the output has another form
 */
export async function madeRelease(root: string, site: string, image: string): Promise<MadeRelease | undefined> {
  const made = (await readOutputs(join(root, "state", site, "images.tfstate")))?.[image];
  if (made === undefined || isMade(made)) return made;
  throw new StrataError(
    exitCodes.refused,
    `output ${image} of the stack images tells no version and digest; \`strata apply images\` writes it anew`,
  );
}

function isMade(value: unknown): value is MadeRelease {
  const { version, digest } = { ...(value as Partial<MadeRelease>) };
  return typeof version === "string" && typeof digest === "string";
}
