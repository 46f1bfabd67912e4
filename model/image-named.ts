import { didYouMeanOrThereIs } from "./did-you-mean.ts";
import { exitCodes, StrataError } from "./exit.ts";
import type { Image, Lab } from "./lab.ts";

/**
 * The image that a person named.
 *
 * @throws StrataError where there is none of that name (exit 1).
 */
export function imageNamed({ images }: Lab, name: string): Image {
  const found = images.find((image) => image.name === name);
  if (found) return found;
  const hint = didYouMeanOrThereIs(
    name,
    images.map((image) => image.name),
  );
  throw new StrataError(exitCodes.wrongInput, `image "${name}" does not exist in images/${hint}`);
}
