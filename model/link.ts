import type { GuestDraft } from "./draft.ts";
import type { Fault } from "./fault.ts";
import { macOf } from "./mac.ts";
import type { PersonaReading } from "./reading/personas.ts";
import { readUserData } from "./reading/user-data.ts";
import {
  type Found,
  findImage,
  findNetwork,
  findNode,
  findRelease,
  findSnippets,
  findStorage,
  type Unlinked,
} from "./references.ts";

/** What a persona's names stand for, and a fault for each name that stands for nothing. */
export interface Linked {
  readonly guest: GuestDraft;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** Follows the names in a persona to the node, network, storage, image and release that they mean. */
export function link(draft: Unlinked, persona: PersonaReading, root: string): Linked {
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

function pick<T extends object, K extends keyof T>(value: T, keys: readonly K[]): Pick<T, K> {
  return Object.fromEntries(keys.filter((key) => value[key] !== undefined).map((key) => [key, value[key]])) as Pick<
    T,
    K
  >;
}
