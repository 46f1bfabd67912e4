import { exitCodes, StrataError } from "../../model/exit.ts";
import { imageNamed } from "../../model/image-named.ts";
import type { Image, Lab } from "../../model/lab.ts";
import { releaseForm } from "../../model/schemas/fields.ts";
import { findByTemplateName } from "../../model/template-name.ts";

/** What a person asked for; without a release it is the one that the recipe belongs to. */
export interface Asked {
  readonly image: Image;
  /** `v1.0.0` */
  readonly release?: string;
}

/**
 * Reads `alma9-k3s-optimized`, `alma9-k3s-optimized v1.0.0`, or the whole name of a template, by itself or after its image.
 *
 * @throws StrataError 1 for an unknown image, and for what is no release of it
 */
export function asked(lab: Lab, name: string, release?: string): Asked {
  const whole = findByTemplateName(lab.images, release ?? name);
  if (whole && (release === undefined || whole.image.name === name)) return whole;
  const image = imageNamed(lab, name);
  if (release === undefined) return { image };
  if (releaseForm.test(release)) return { image, release };
  throw new StrataError(
    exitCodes.wrongInput,
    `"${release}" is no release of ${name}; write it as v1.0.0, or as the whole name of its template`,
  );
}
