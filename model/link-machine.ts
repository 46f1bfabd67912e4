import type { Node } from "./lab.ts";
import type { LinkedPart } from "./linked.ts";
import type { PersonaReading } from "./reading/personas.ts";
import { readUserData } from "./reading/user-data.ts";
import { type At, type Found, findImage, findRelease, findSnippets, type Unlinked } from "./references.ts";
import type { MachineFile } from "./schemas/persona.ts";

/** What a virtual machine is cloned from, and the cloud-config it adds. */
export function linkMachine(
  draft: Unlinked,
  { file, source, value }: PersonaReading & { readonly value: Partial<MachineFile> },
  node: Node | undefined,
  root: string,
  at: At,
): LinkedPart {
  const image = findImage(draft, value.image, at);
  const release = image.found ? findRelease(image.found, value.image ?? "", node, draft.name, at) : {};
  const userData = value.userData === undefined ? {} : readUserData(root, file, value.userData, source);
  const snippets = userData.content ? findSnippets(draft, node, at) : {};
  const parts: readonly Found<unknown>[] = [image, release, userData, snippets];
  return {
    guest: {
      ...(image.found?.image && { image: image.found.image }),
      ...release.found,
      ...(userData.content && snippets.found && { userData: { content: userData.content, storage: snippets.found } }),
    },
    faults: parts.flatMap((part) => part.faults ?? []),
    placeholders: userData.placeholders,
  };
}
