import type { GuestDraft } from "./draft.ts";
import { linkContainer } from "./link-container.ts";
import { linkMachine } from "./link-machine.ts";
import { type Linked, type LinkedPart, pick } from "./linked.ts";
import { macOf } from "./mac.ts";
import type { PersonaReading } from "./reading/personas.ts";
import { type At, findNetwork, findNode, findStorage, type Unlinked } from "./references.ts";
import type { ContainerFile, MachineFile } from "./schemas/persona.ts";

/** Follows the names in a persona to the node, network, storage and image or OS template that they mean. */
export function link(draft: Unlinked, persona: PersonaReading, root: string): Linked {
  const { name, file, source, value } = persona;
  const at: At = (field, message) => ({ faults: [source.fault([field], message)] });
  const node = findNode(draft, value.node, at);
  const network = findNetwork(draft, value, at);
  const content = value.kind === "lxc" ? "rootdir" : "images";
  const storage = findStorage(draft, { name: value.storage, content }, node.found, at);
  const own: LinkedPart =
    value.kind === "lxc"
      ? linkContainer(draft, { ...persona, value: value as Partial<ContainerFile> }, at)
      : linkMachine(draft, { ...persona, value: value as Partial<MachineFile> }, node.found, root, at);
  const guest: GuestDraft = {
    name,
    file,
    source,
    enabled: true,
    ...pick(value, ["kind", "id", "cores", "memory", "disk", "address", "protect"]),
    ...(value.backup !== undefined && { backup: value.backup }),
    ...(value.tags && { tags: [...new Set(value.tags)].sort() }),
    ...(value.id !== undefined && { mac: macOf(draft.name, value.id) }),
    ...(node.found && { node: node.found }),
    ...(network.found && { network: network.found }),
    ...(storage.found && { storage: storage.found }),
    ...own.guest,
  };
  const faults = [node, network, storage, own].flatMap((part) => part.faults ?? []);
  return { guest, faults, placeholders: own.placeholders ?? [] };
}
