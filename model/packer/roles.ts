import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

/** A role as a playbook names it: by name alone, or with `role:` and more. */
type Named = string | { readonly role?: string; readonly name?: string };

/** Folders of the roles that a playbook uses, with those that they depend on. Roles of collections are not ours. */
export function rolesOf(root: string, playbook: string): string[] {
  const found = new Set<string>();
  const plays = readYaml<{ roles?: Named[] }[]>(root, playbook) ?? [];
  const waiting = plays.flatMap(({ roles }) => folders(roles));
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    if (found.has(folder)) continue;
    found.add(folder);
    waiting.push(...folders(readYaml<{ dependencies?: Named[] }>(root, `${folder}/meta/main.yaml`)?.dependencies));
  }
  return [...found].sort();
}

function folders(roles: readonly Named[] = []): string[] {
  return roles
    .map((role) => (typeof role === "string" ? role : (role.role ?? role.name ?? "")))
    .filter((name) => name !== "" && !name.includes("."))
    .map((name) => `ansible/roles/${name}`);
}

function readYaml<T>(root: string, file: string): T | undefined {
  const path = join(root, file);
  return existsSync(path) ? (parse(readFileSync(path, "utf8")) as T) : undefined;
}
