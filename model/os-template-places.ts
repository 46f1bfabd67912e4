import type { OsTemplate } from "./container.ts";
import type { Lab, Node } from "./lab.ts";

/** An OS template, and a node whose containers are made from it. */
export interface OsTemplatePlace {
  readonly os: OsTemplate;
  readonly node: Node;
}

/** Where OS templates must lie: with each node that has a container of it; on a storage that all nodes share, once. */
export function osTemplatePlaces({ guests, storages }: Lab): readonly OsTemplatePlace[] {
  const used = guests.flatMap((guest) => (guest.kind === "lxc" ? [{ os: guest.os, node: guest.node }] : []));
  const shared = new Set(storages.flatMap(({ name, shared: everywhere }) => (everywhere ? [name] : [])));
  const keyOf = ({ os, node }: OsTemplatePlace) => (shared.has(os.storage) ? os.name : `${os.name} ${node.name}`);
  const each = new Map<string, OsTemplatePlace>();
  for (const place of used) if (!each.has(keyOf(place))) each.set(keyOf(place), place);
  return [...each.values()];
}
