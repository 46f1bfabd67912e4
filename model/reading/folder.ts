import { type Dirent, readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { exitCodes, StrataError } from "../exit.ts";
import type { Fault } from "../fault.ts";

/** Names of the folders inside a folder of the lab, sorted; none where it does not exist. */
export function foldersIn(root: string, folder: string): string[] {
  return entriesOf(root, folder)
    .filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    .map((entry) => entry.name)
    .sort();
}

/** The YAML files of a folder by their names without `.yaml`, sorted, and a fault for each file that only looks like one. */
export function yamlFilesIn(root: string, folder: string): { names: readonly string[]; faults: readonly Fault[] } {
  const entries = entriesOf(root, folder).map((entry) => entry.name);
  const faults = entries
    .filter((name) => /\.(yml|ya?ml\.\w+)$/i.test(name) || (/\.yaml$/i.test(name) && extname(name) !== ".yaml"))
    .filter((name) => !/~|\.(bak|orig|swp)$/.test(name))
    .map((name) => ({
      at: { file: `${folder}/${name}`, line: 1, column: 1 },
      message: "is not read, because its name does not end in .yaml; rename or remove it",
    }));
  const names = entries.filter((name) => extname(name) === ".yaml").map((name) => name.slice(0, -".yaml".length));
  return { names: names.sort(), faults };
}

/** What a folder holds, but for hidden files: editors leave theirs beside the one being edited. */
function entriesOf(root: string, folder: string): Dirent[] {
  try {
    return readdirSync(join(root, folder), { withFileTypes: true }).filter(({ name }) => !name.startsWith("."));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (["ENOENT", "ENOTDIR"].includes(code)) return [];
    const message = `${folder}/ cannot be read (${code}); give yourself permission to read it`;
    throw new StrataError(exitCodes.wrongInput, message);
  }
}
