import { didYouMean } from "../did-you-mean.ts";
import type { Fault } from "../fault.ts";
import type { Source } from "../files/yaml-source.ts";
import { type PersonaFile, personaKinds } from "../schemas/persona.ts";
import { readDocument } from "./document.ts";
import { yamlFilesIn } from "./folder.ts";

/** One persona's file, as far as it is right. */
export interface PersonaReading {
  readonly name: string;
  readonly file: string;
  readonly source: Source;
  readonly value: Partial<PersonaFile>;
  readonly faults: readonly Fault[];
  readonly placeholders: readonly Fault[];
}

/** Reads every persona of a site, sorted by name: each `*.yaml` beside `site.yaml`. */
export function readPersonas(root: string, site: string): { personas: PersonaReading[]; faults: readonly Fault[] } {
  const { names, faults } = yamlFilesIn(root, `personas/${site}`);
  const personas = names.filter((name) => name !== "site").map((name) => readPersona(root, site, name));
  return { personas, faults };
}

function readPersona(root: string, site: string, name: string): PersonaReading {
  const file = `personas/${site}/${name}.yaml`;
  const { faults, ...document } = readDocument(root, file, chooseKind);
  const message = "is no name for a guest; use lower case letters, digits and inner hyphens, at most 63";
  const named = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(name);
  return {
    name,
    file,
    ...document,
    faults: named ? faults : [{ at: { file, line: 1, column: 1 }, message }, ...faults],
  };
}

/** The kind decides which other keys a persona may have, so it is asked first. */
function chooseKind(source: Source) {
  const { kind } = source.value as { kind?: unknown };
  const kinds = Object.keys(personaKinds);
  if (typeof kind === "string" && Object.hasOwn(personaKinds, kind))
    return personaKinds[kind as keyof typeof personaKinds];
  if (kind === undefined)
    return { fault: source.fault([], `kind is missing: write kind: ${kinds.join(" or kind: ")}`) };
  return {
    fault: source.fault(
      ["kind"],
      `kind${typeof kind === "string" ? ` ${kind}` : ""} is not one of ${kinds.join(", ")}${didYouMean(String(kind), kinds)}`,
    ),
  };
}
