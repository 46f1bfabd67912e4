import { holds, parseSubnet, toNumber } from "./addresses.ts";
import { didYouMean } from "./did-you-mean.ts";
import type { Draft, GuestDraft, ImageDraft } from "./draft.ts";
import type { Fault } from "./fault.ts";
import type { Guest, Network, Node, Storage, StorageContent } from "./lab.ts";
import { macOf } from "./mac.ts";
import type { PersonaReading } from "./reading/personas.ts";
import { readUserData } from "./reading/user-data.ts";

/** What a persona's names stand for, and a fault for each name that stands for nothing. */
export interface Linked {
  readonly guest: GuestDraft;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

type Found<T> = { readonly found?: T; readonly faults?: readonly Fault[] };

/** Follows the names in a persona to the node, network, storage, image and release that they mean. */
export function link(draft: Omit<Draft, "guests">, persona: PersonaReading, root: string): Linked {
  const { name, file, source, value } = persona;
  const at = (field: string, message: string): { faults: Fault[] } => ({ faults: [source.fault([field], message)] });
  const node = findNode(draft, value.node, at);
  const network = findNetwork(draft, value, at);
  const storage = findStorage(draft, value.storage, node.found, at);
  const image = findImage(draft, value.image, at);
  const release = image.found ? findRelease(image.found, value.image ?? "", node.found, draft.name, at) : {};
  const userData = value.userData === undefined ? {} : readUserData(root, file, value.userData, source);
  const snippets = userData.content ? findSnippets(draft, node.found, at) : {};
  const guest = {
    name,
    file,
    source,
    ...pick(value, ["kind", "id", "cores", "memory", "disk", "address", "protect"]),
    ...(value.tags && { tags: [...new Set(value.tags)].sort() }),
    ...(value.id !== undefined && { mac: macOf(draft.name, value.id) }),
    ...(node.found && { node: node.found }),
    ...(network.found && { network: network.found }),
    ...(storage.found && { storage: storage.found }),
    ...(image.found?.image && { image: image.found.image }),
    ...release.found,
    ...(userData.content && snippets.found && { userData: { content: userData.content, storage: snippets.found } }),
  };
  const parts: readonly Found<unknown>[] = [node, network, storage, image, release, userData, snippets];
  return { guest, faults: parts.flatMap((part) => part.faults ?? []), placeholders: userData.placeholders ?? [] };
}

type At = (field: string, message: string) => { faults: Fault[] };
type Unlinked = Omit<Draft, "guests">;

function findNode(draft: Unlinked, name: string | undefined, at: At): Found<Node> {
  if (name === undefined) return {};
  const found = draft.nodes.get(name);
  if (found) return { found };
  const known = namesWritten(draft, "nodes");
  if (!known || known.includes(name)) return {};
  return at("node", `node "${name}" does not exist in site ${draft.name}${hint(name, known)}`);
}

function findNetwork(draft: Unlinked, persona: PersonaReading["value"], at: At): Found<Network> {
  const known = namesWritten(draft, "networks");
  if (persona.network !== undefined) {
    const found = draft.networks.get(persona.network);
    if (found) return { found };
    if (!known || known.includes(persona.network)) return {};
    return at(
      "network",
      `network "${persona.network}" does not exist in site ${draft.name}${hint(persona.network, known)}`,
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

function findStorage(draft: Unlinked, name: string | undefined, node: Node | undefined, at: At): Found<Storage> {
  const known = namesWritten(draft, "storages");
  if (name !== undefined) {
    const found = draft.storages.get(name);
    if (found) return { found };
    if (!known || known.includes(name)) return {};
    return at("storage", `storage "${name}" does not exist in site ${draft.name}${hint(name, known)}`);
  }
  if (!node || !known || known.length > draft.storages.size) return {};
  return onlyStorage(draft, node, "images", (message) => at("node", `${message}; name one with \`storage:\``));
}

function findSnippets(draft: Unlinked, node: Node | undefined, at: At): Found<Storage> {
  const known = namesWritten(draft, "storages");
  if (!node || !known || known.length > draft.storages.size) return {};
  return onlyStorage(draft, node, "snippets", (message) => at("userData", `${message}; let one of them hold snippets`));
}

function onlyStorage(draft: Unlinked, node: Node, content: StorageContent, fault: (message: string) => Found<Storage>) {
  const able = [...draft.storages.values()].filter((s) => s.nodes.includes(node.name) && s.content.includes(content));
  if (able.length === 1 && able[0]) return { found: able[0] };
  if (able.length > 1)
    return fault(
      `${able
        .map(({ name }) => name)
        .sort()
        .join(" and ")} on ${node.name} hold ${content}`,
    );
  return fault(`no storage on ${node.name} holds ${content}`);
}

function findImage(draft: Unlinked, reference: string | undefined, at: At): Found<ImageDraft> {
  if (reference === undefined) return {};
  const [name = ""] = reference.split("@");
  const found = draft.images.get(name);
  if (found) return { found };
  return at("image", `image "${name}" does not exist in images/${hint(name, [...draft.images.keys()])}`);
}

function findRelease(
  image: ImageDraft,
  reference: string,
  node: Node | undefined,
  site: string,
  at: At,
): Found<Pick<Guest, "release" | "follows">> {
  const wanted = reference.split("@")[1] ?? "";
  const follows = wanted === "stable" || wanted === "candidate" ? wanted : "release";
  const version = follows === "release" ? wanted : image.channels[follows];
  const versions = [...image.releases.keys()];
  if (follows === "release" && !/^v\d/.test(wanted))
    return at("image", `${image.name} has no channel "${wanted}"${hint(wanted, ["stable", "candidate", ...versions])}`);
  if (version === undefined)
    return image.channels.whole
      ? at("image", `${image.name} has no ${follows} release yet; name a release, or promote one`)
      : {};
  const release = image.releases.get(version);
  if (!release)
    return follows === "release"
      ? at("image", `${image.name} has no release ${version}${hint(version, versions)}`)
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
function namesWritten(draft: Unlinked, map: "nodes" | "networks" | "storages"): string[] | undefined {
  const written = (draft.site.source.value as Record<string, unknown>)[map];
  return typeof written === "object" && written !== null ? Object.keys(written) : undefined;
}

function hint(name: string, known: readonly string[]): string {
  return didYouMean(name, known) || (known.length > 0 ? `; there is ${known.slice(0, 8).join(", ")}` : "");
}

function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]])) as Pick<
    T,
    K
  >;
}
