import type { DataMount } from "./container.ts";
import { type LinkedPart, pick } from "./linked.ts";
import type { PersonaReading } from "./reading/personas.ts";
import { type At, findOsTemplate, type Unlinked } from "./references.ts";
import type { ContainerFile } from "./schemas/persona.ts";

/** What is meant as it is written. */
const taken = ["unprivileged", "gpu", "onboot", "roles", "workloads", "pool", "adopted"] as const;

/** What a container is made from, what it keeps, and what it may do. Its place in the order of starts comes later. */
export function linkContainer(
  draft: Unlinked,
  { name, value }: PersonaReading & { readonly value: Partial<ContainerFile> },
  at: At,
): LinkedPart {
  const os = findOsTemplate(draft, value.os, at);
  const { features, data, startup, after, swap, enabled } = value;
  const guest: LinkedPart["guest"] = {
    ...(pick(value, taken) as LinkedPart["guest"]),
    ...(enabled !== undefined && { enabled }),
    ...(os.found && { os: os.found }),
    swap: swap ?? 0,
    ...(features && { features: [...new Set(features)].sort() }),
    ...(data && { data: mounts(draft.site.value.data ?? "", name, data) }),
    ...(after && { after: [...new Set(after)].sort() }),
    startup: { order: 0, up: 10, down: 60, ...startup },
    startupSaid: startup !== undefined,
  };
  return { guest, faults: os.faults ?? [] };
}

/** One dataset a path, `<site's dataset>/<guest>/<path with hyphens>`: its name follows from the file alone. */
function mounts(dataset: string, guest: string, data: ContainerFile["data"]): DataMount[] {
  return Object.entries(data)
    .map(([path, { size, recordsize }]) => ({
      path,
      dataset: `${dataset}/${guest}/${path.slice(1).replaceAll("/", "-")}`,
      size,
      recordsize,
    }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}
