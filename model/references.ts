import { holds, parseSubnet, toNumber } from "./addresses.ts";
import type { OsTemplate } from "./container.ts";
import { didYouMeanOrThereIs } from "./did-you-mean.ts";
import type { Draft, ImageDraft } from "./draft.ts";
import type { Fault } from "./fault.ts";
import type { Machine, Network, Node, Storage, StorageContent } from "./lab.ts";
import type { PersonaFile } from "./schemas/persona.ts";

/** What a name stands for; neither where the name is absent, or what it means is wrong itself. */
export type Found<T> = { readonly found?: T; readonly faults?: readonly Fault[] };

/** Makes a fault about a field of the persona. */
export type At = (field: string, message: string) => { faults: Fault[] };
export type Unlinked = Omit<Draft, "guests">;

export function findNode(draft: Unlinked, name: string | undefined, at: At): Found<Node> {
  if (name === undefined) return {};
  const found = draft.nodes.get(name);
  if (found) return { found };
  const known = namesWritten(draft, "nodes");
  if (!known || known.includes(name)) return {};
  return at("node", `node "${name}" does not exist in site ${draft.name}${didYouMeanOrThereIs(name, known)}`);
}

export function findNetwork(draft: Unlinked, persona: Partial<PersonaFile>, at: At): Found<Network> {
  const known = namesWritten(draft, "networks");
  if (persona.network !== undefined) {
    const found = draft.networks.get(persona.network);
    if (found) return { found };
    if (!known || known.includes(persona.network)) return {};
    return at(
      "network",
      `network "${persona.network}" does not exist in site ${draft.name}${didYouMeanOrThereIs(persona.network, known)}`,
    );
  }
  if (persona.address === undefined) return {};
  const number = toNumber(persona.address);
  const networks = [...draft.networks.values()];
  const found = networks.find(({ subnet }) => holds(parseSubnet(subnet) ?? { first: 1, last: 0 }, number));
  if (found) return { found };
  if (!known || known.length > networks.length) return {};
  const all = networks.map(({ name, subnet }) => `${name} ${subnet}`).join(", ");
  return at("address", `${persona.address} is in no network of site ${draft.name} (${all || "it has none"})`);
}

/**
 * The storage of a guest's disk: the one it names, else the one storage on its node that holds such.
 *
 * @param content what the disk is to Proxmox: an image of a machine, or a container's root
 */
export function findStorage(
  draft: Unlinked,
  { name, content }: { readonly name: string | undefined; readonly content: "images" | "rootdir" },
  node: Node | undefined,
  at: At,
): Found<Storage> {
  if (name === undefined)
    return onlyStorage(draft, node, content, {
      none: (message) => at("node", `${message}; choose another node, or add one to site.yaml`),
      several: (message) => at("node", `${message}; name one with \`storage:\``),
    });
  const found = draft.storages.get(name);
  if (found) return { found };
  const known = namesWritten(draft, "storages");
  if (!known || known.includes(name)) return {};
  return at("storage", `storage "${name}" does not exist in site ${draft.name}${didYouMeanOrThereIs(name, known)}`);
}

/** The one storage on a guest's node that holds snippets. */
export function findSnippets(draft: Unlinked, node: Node | undefined, at: At): Found<Storage> {
  return onlyStorage(draft, node, "snippets", {
    none: (message) => at("userData", `${message}; add it to the content of one in site.yaml`),
    several: (message) => at("userData", `${message}; leave it in the content of one in site.yaml`),
  });
}

type Complaint = (message: string) => Found<Storage>;

function onlyStorage(
  draft: Unlinked,
  node: Node | undefined,
  content: StorageContent,
  complain: { readonly none: Complaint; readonly several: Complaint },
): Found<Storage> {
  const known = namesWritten(draft, "storages");
  if (!node || !known || known.length > draft.storages.size) return {};
  const able = [...draft.storages.values()].filter((s) => s.nodes.includes(node.name) && s.content.includes(content));
  const [found, other] = able;
  if (!found) return complain.none(`no storage on ${node.name} holds ${content}`);
  if (!other) return { found };
  const names = able.map(({ name }) => name).sort();
  return complain.several(`${names.join(" and ")} on ${node.name} hold ${content}`);
}

export function findOsTemplate(draft: Unlinked, name: string | undefined, at: At): Found<OsTemplate> {
  if (name === undefined) return {};
  const found = draft.osTemplates.get(name);
  if (found) return { found };
  const known = namesWritten(draft, "templates") ?? [];
  if (known.includes(name)) return {};
  const there = known.length > 0 ? didYouMeanOrThereIs(name, known) : "; add it to templates in site.yaml";
  return at("os", `OS template "${name}" does not exist in site ${draft.name}${there}`);
}

export function findImage(draft: Unlinked, reference: string | undefined, at: At): Found<ImageDraft> {
  if (reference === undefined) return {};
  const [name = ""] = reference.split("@");
  const found = draft.images.get(name);
  if (found) return { found };
  return at("image", `image "${name}" does not exist in images/${didYouMeanOrThereIs(name, [...draft.images.keys()])}`);
}

export function findRelease(
  image: ImageDraft,
  reference: string,
  node: Node | undefined,
  site: string,
  at: At,
): Found<Pick<Machine, "release" | "follows">> {
  const wanted = reference.split("@")[1] ?? "";
  const follows = wanted === "stable" || wanted === "candidate" ? wanted : "release";
  const version = follows === "release" ? wanted : image.channels[follows];
  const versions = [...image.releases.keys()];
  if (follows === "release" && !/^v\d/.test(wanted))
    return at(
      "image",
      `${image.name} has no channel "${wanted}"${didYouMeanOrThereIs(wanted, ["stable", "candidate", ...versions])}`,
    );
  if (version === undefined)
    return image.channels.whole
      ? at("image", `${image.name} has no ${follows} release yet; name a release, or promote one`)
      : {};
  const release = image.releases.get(version);
  if (!release)
    return follows === "release"
      ? at("image", `${image.name} has no release ${version}${didYouMeanOrThereIs(version, versions)}`)
      : {};
  if (!release.whole || !node) return {};
  const here = release.templates.find(({ template }) => template.node === node.name);
  if (here) {
    const { index: _, ...found } = here;
    return { found: { release: found, follows } };
  }
  const where = release.templates.map(({ template }) => template.node).join(", ");
  return at(
    "image",
    `${image.name} ${version} has no template on ${node.name} (${where ? `only on ${where}` : `none in site ${site}`}); build it there, or add it to ${release.source.file}`,
  );
}

/** Names that the site's file gives, also of entries that are wrong; undefined where the map itself is wrong. */
function namesWritten(draft: Unlinked, map: "nodes" | "networks" | "storages" | "templates"): string[] | undefined {
  const written = (draft.site.source.value as Record<string, unknown>)[map];
  return typeof written === "object" && written !== null ? Object.keys(written) : undefined;
}
