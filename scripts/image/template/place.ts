import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { Image, Lab, Node, Release, Storage } from "../../../model/lab.ts";
import type { Standing } from "./look.ts";

/** What a person said of it, where they said anything. */
export interface PlaceWish {
  readonly node?: string;
  readonly storage?: string;
  readonly id?: number;
}

/** Where a template goes. */
export interface ChosenPlace {
  readonly node: Node;
  readonly storage: Storage;
  /** Undefined: the next free one. */
  readonly id?: number;
}

/**
 * Where the template of a release goes: what a person says, else what the release's file says, else where the last one of
 * the image stands, else the one place there is.
 *
 * @throws StrataError 1 where that leaves a choice open, or names what the site does not have
 */
export function choosePlace(lab: Lab, image: Image, release: string, wish: PlaceWish): ChosenPlace {
  const before = image.releases.filter(({ template }) => wish.node === undefined || template.node === wish.node);
  const own = before.find(({ version }) => version === release);
  const like: Release | undefined = own ?? before.at(-1);
  const node = one("node", wish.node ?? like?.template.node, lab.nodes);
  const storages = lab.storages.filter(({ nodes, content }) => nodes.includes(node.name) && content.includes("images"));
  const storage = one("storage", wish.storage ?? like?.template.storage, storages, ` for disks on ${node.name}`);
  const id = wish.id ?? own?.template.id;
  return { node, storage, ...(id !== undefined && { id }) };
}

function one<T extends { readonly name: string }>(
  what: string,
  wished: string | undefined,
  all: readonly T[],
  where = "",
): T {
  const names = all.map(({ name }) => name).join(", ") || "none";
  const found = wished === undefined ? undefined : all.find(({ name }) => name === wished);
  if (found) return found;
  const [only] = all;
  if (wished === undefined && only && all.length === 1) return only;
  const why = wished === undefined ? `which ${what}${where}?` : `there is no ${what} "${wished}"${where};`;
  throw new StrataError(exitCodes.wrongInput, `${why} say --${what}: there is ${names}`);
}

/**
 * The lowest number for templates that nobody has: no guest of the target, and no release of any image.
 *
 * @throws StrataError 3 where none is left
 */
export function freeNumber({ site, images }: Lab, standing: readonly Standing[]): number {
  const { first, last } = site.ids.template;
  const gone = new Set([
    ...standing.map(({ vmid }) => vmid),
    ...images.flatMap(({ releases }) => releases.map(({ template }) => template.id)),
  ]);
  for (let id = first; id <= last; id += 1) if (!gone.has(id)) return id;
  throw new StrataError(
    exitCodes.refused,
    `no number from ${first} to ${last} is free; \`strata image gc\` removes templates that nobody uses, or widen ids.template of personas/${site.name}/site.yaml`,
  );
}
