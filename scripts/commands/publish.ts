import { existsSync, readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { exitCodes } from "../../model/exit.ts";
import { loadLab } from "../../model/load.ts";
import { publishedFiles, publishedFolder } from "../../model/published/files.ts";
import type { StrataCommand } from "../command.ts";
import { type GeneratedFile, keepCurrent, textOf } from "../generated.ts";

/** `strata publish`: writes what other programs are told about the lab. */
export default {
  configure: (command) =>
    void command.option("--check", "write nothing; exit 1 where a file in published/ is not what the lab says"),
  async run({ options, root, site }) {
    const files = publishedFiles(loadLab(root, site), (file) => textOf(join(root, file)));
    const source = `personas/${site}/`;
    const check = Boolean(options.check);
    const outcome = keepCurrent(root, files, { check, source, mend: `strata publish --site ${site}` });
    const strangers = othersIn(root, publishedFolder(site), files);
    if (strangers.length === 0) return outcome;
    const lines = strangers.map((file) => `${file} is not made from ${source} any more; remove it`);
    return {
      text: [outcome.text, ...lines].join("\n"),
      facts: { ...(outcome.facts as object), strangers },
      ...(check && { exit: exitCodes.wrongInput }),
    };
  },
} satisfies StrataCommand;

/** Files of the folder that are none of these: a zone of a domain that the site has left, say. */
function othersIn(root: string, folder: string, files: readonly GeneratedFile[]): string[] {
  if (!existsSync(join(root, folder))) return [];
  const ours = new Set(files.map(({ file }) => file));
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith("."))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((file) => !ours.has(file))
    .sort();
}
