import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { exitCodes } from "../model/exit.ts";
import type { Outcome } from "./command.ts";

/** A file that is made from what the program knows, and committed so that a person and an editor can read it. */
export interface GeneratedFile {
  /** Path from the lab's root. */
  readonly file: string;
  readonly text: string;
}

/**
 * Writes generated files that are not what they should be, or only names them.
 * @param source what they are made from, such as `the model`
 * @param mend the command that writes them
 */
export function keepCurrent(
  root: string,
  files: readonly GeneratedFile[],
  { check, source, mend }: { check: boolean; source: string; mend: string },
): Outcome {
  const stale = files.filter(({ file, text }) => textOf(join(root, file)) !== text);
  const facts = { stale: stale.map(({ file }) => file) };
  if (stale.length === 0) return { text: `${folders(files)} up to date`, facts };
  if (check) {
    const text = stale.map(({ file }) => `${file} is not what ${source} says; run \`${mend}\``).join("\n");
    return { text, facts, exit: exitCodes.wrongInput };
  }
  for (const { file, text } of stale) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), text);
  }
  return { text: stale.map(({ file }) => `wrote ${file}`).join("\n"), facts };
}

/** Where they are: folders, and files at the top. */
function folders(files: readonly GeneratedFile[]): string {
  const names = [...new Set(files.map(({ file }) => (dirname(file) === "." ? file : `${dirname(file)}/`)))];
  const last = names.pop() ?? "";
  return names.length === 0 ? `${last} is` : `${names.join(", ")} and ${last} are`;
}

/** Text of a file; undefined where there is none that can be read. */
export function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}
