import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isSeq, parseDocument } from "yaml";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Image, Lab } from "../../model/lab.ts";
import { lowestFreeId } from "../../model/next-free.ts";
import { placedRelease, type TemplatePlace } from "../../model/placed-release.ts";
import { releasePath } from "../../model/release-to-build.ts";
import { releaseOfRecipe } from "./build.ts";
import { choosePlace, type PlaceWish } from "./template/place.ts";

/** A place that a release has on a site, or is given. */
export interface Placed {
  readonly release: string;
  readonly file: string;
  /** What the file says with it. */
  readonly content: string;
  readonly place: TemplatePlace;
  /** The file says so already. */
  readonly known: boolean;
}

/**
 * The place for the release of an image that the recipe belongs to: the one that its file says, else a new one. A file that
 * is there gets another line.
 *
 * @throws StrataError 1 where node or storage is left open, or numbers have run out
 */
export function placeOf(root: string, lab: Lab, image: Image, wish: PlaceWish): Placed {
  const release = releaseOfRecipe(root, image);
  const file = releasePath(image.name, release);
  const before = existsSync(join(root, file)) ? readFileSync(join(root, file), "utf8") : undefined;
  const own = image.releases.find(
    ({ version, template }) => version === release && (wish.node === undefined || wish.node === template.node),
  );
  if (own && before !== undefined) {
    const { node, storage, id } = own.template;
    return { release, file, content: before, place: { site: lab.site.name, node, storage, id }, known: true };
  }
  const { node, storage, id = nextNumber(lab) } = choosePlace(lab, image, release, wish);
  const place = { site: lab.site.name, node: node.name, storage: storage.name, id };
  const content = before === undefined ? placedRelease(image, release, place) : withPlace(before, place);
  return { release, file, content, place, known: false };
}

function withPlace(text: string, place: TemplatePlace): string {
  const document = parseDocument(text);
  const templates = document.get("templates");
  if (isSeq(templates)) {
    templates.flow = false;
    templates.add(document.createNode(place, { flow: true }));
  }
  return document.toString({ lineWidth: 0 });
}

function nextNumber(lab: Lab): number {
  const { first, last } = lab.site.ids.template;
  const id = lowestFreeId(lab, lab.site.ids.template);
  if (id !== undefined) return id;
  throw new StrataError(
    exitCodes.wrongInput,
    `no number from ${first} to ${last} is free for a template; \`strata image gc\` retires those that nobody uses`,
  );
}
