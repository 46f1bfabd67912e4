import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ExitCode, exitCodes, StrataError } from "../../model/exit.ts";
import { synthFolder } from "./places.ts";
import { supervise } from "./supervise.ts";

const runner = fileURLToPath(new URL("../../toolchain/run.mjs", import.meta.url));

/**
 * Runs the program itself (main.ts), as cdktf would, so that `cdktf.out/` holds the JSON of this moment.
 *
 * @returns the names of the stacks
 * @throws StrataError with the program's own lines and exit code when the lab's files are at fault
 */
export async function synth(root: string, site: string): Promise<string[]> {
  const ended = await supervise({
    command: process.execPath,
    arguments: [runner, "main.ts"],
    folder: root,
    environment: { SITE: site, CDKTF_OUTDIR: synthFolder(root) },
  });
  if (ended.interrupted) throw new StrataError(exitCodes.stepFailed, "synth was stopped; run the same command again");
  if (ended.code !== 0) throw new StrataError(exitOf(ended.code), ended.stderr.trimEnd() || "synth failed silently");
  const manifest = JSON.parse(await readFile(join(synthFolder(root), "manifest.json"), "utf8")) as {
    readonly stacks: Readonly<Record<string, unknown>>;
  };
  return Object.keys(manifest.stacks);
}

function exitOf(code: number): ExitCode {
  return Object.values(exitCodes).find((known) => known === code) ?? exitCodes.stepFailed;
}
