import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { execa } from "execa";
import { exitCodes } from "../../model/exit.ts";
import { fail, pass, type Verdict } from "../target/check.ts";

/** What the steps of a preflight work on. */
export interface Preflight {
  /** Folder that is looked at; nothing is written there. */
  readonly root: string;
  /** Folder for what a step must write, outside of the root; removed at the end. */
  readonly scratch: string;
  /** Sites of the root, the folders of personas/. */
  readonly sites: readonly string[];
}

/**
 * Runs a tool over the root. It passes when the tool ends with 0; else the line names the command that shows everything.
 *
 * @param shown the command as a person would type it
 */
export async function judgedBy(
  command: string,
  words: readonly string[],
  { root, shown, praise }: { root: string; shown: string; praise: string },
): Promise<Verdict> {
  const ended = await execa(command, words, {
    cwd: root,
    reject: false,
    stdin: "ignore",
    env: { FORCE_COLOR: "0" },
  });
  if (ended.exitCode === 0) return pass(praise);
  if (ended.exitCode === undefined)
    return fail(exitCodes.unreachable, `\`${shown}\` could not be run: ${ended.shortMessage}`);
  // Biome names faults on stderr and sums up on stdout; together, which one comes first is chance.
  return fail(exitCodes.wrongInput, `${firstWords(ended.stderr.trim() || ended.stdout)}; \`${shown}\` shows all`);
}

function firstWords(output: string): string {
  const line = output.split("\n").find((line) => line.trim() !== "") ?? "it says nothing";
  return line.trim().replace(/\s+(FIXABLE\b.*|━+)$/, "");
}

/** Path of a program that came with the packages, as its own package.json names it. */
export function packaged(name: string, program: string): string {
  const file = createRequire(import.meta.url).resolve(`${name}/package.json`);
  return join(dirname(file), program);
}
