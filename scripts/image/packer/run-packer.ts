import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { execa } from "execa";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { type Ended, supervise } from "../../stack/supervise.ts";
import type { BuildPlaces } from "./places.ts";
import { showBuild, stepIn } from "./progress.ts";
import type { Packer } from "./tools.ts";

/** A folder for Packer, and what it is told when it starts. */
export interface PackerWork {
  readonly root: string;
  /** Image and release, for messages. */
  readonly named: string;
  readonly places: BuildPlaces;
  /** Files of the template by name; `buildKey` of `makeKey` is in them. */
  readonly files: ReadonlyMap<string, string>;
  /** Values of its variables, none of them secret: they are seen in the list of processes. */
  readonly variables: Readonly<Record<string, string>>;
  /** Variables on top of our own environment; what is secret stands here. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes the key of one build. @returns its public half, one line */
export async function makeKey({ key }: BuildPlaces): Promise<string> {
  await execa("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "build", "-f", key]);
  return (await readFile(`${key}.pub`, "utf8")).trim();
}

/**
 * Writes the template and has Packer build it. All that Packer prints goes to the log; Ctrl-C reaches Packer, which ends
 * its machine, and whatever it leaves running is ended after it.
 *
 * @throws StrataError 5 in one line with the log's path, where the build fails, is stopped or is killed
 */
export async function runPacker(packer: Packer, work: PackerWork): Promise<void> {
  const { places, files, variables, named } = work;
  for (const [name, text] of files) {
    const file = join(places.template, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  await writeFile(places.log, "", { mode: 0o600 });
  if (packer.kind === "plugins") await packerStep(packer, work, ["init", places.template]);
  const given = Object.entries(variables).map(([name, value]) => `-var=${name}=${value}`);
  const progress = showBuild(named);
  try {
    await packerStep(packer, work, ["build", "-color=false", ...given, places.template], progress);
  } finally {
    progress.end();
  }
}

async function packerStep(
  packer: Packer,
  { root, places, environment, named }: PackerWork,
  args: readonly string[],
  progress?: ReturnType<typeof showBuild>,
): Promise<void> {
  const ended = await supervise({
    command: packer.path,
    arguments: args,
    folder: root,
    environment: { ...environment, CHECKPOINT_DISABLE: "1", PACKER_CACHE_DIR: places.cache, [places.mark]: "1" },
    log: places.log,
    // Packer stands around itself and ignores SIGINT there, which a terminal sends to all of it; this it passes on.
    stopSignal: "SIGTERM",
    ...(progress && { onLine: progress.onLine, onStopping: progress.onStopping }),
  });
  if (ended.code === 0 && !ended.interrupted) return;
  throw new StrataError(exitCodes.stepFailed, `${named}: ${why(ended, args[0])}; log: ${relative(root, places.log)}`);
}

/** Why it ended, and what to do, in one line. */
function why({ code, interrupted, stdout, stderr }: Ended, command: string | undefined): string {
  if (interrupted) return "the build was stopped, its machine ended and its files removed; run this again to build";
  if (code > 128)
    return `packer ${command} was killed (signal ${code - 128}), its machine ended and its files removed; run this again`;
  return `packer ${command} failed: ${complaint(stdout, stderr)}; mend that and run this again`;
}

/** Packer's own words: its last error, else the last step it was at. */
function complaint(stdout: string, stderr: string): string {
  const lines = `${stdout}\n${stderr}`.split("\n").map((line) => line.trim());
  const errored = lines.findLast((line) => /^(?:Build '.*' errored|Error:)/.test(line));
  const [, reason = errored] = /^(?:Build '.*' errored(?: after [^:]*)?|Error): (.+)$/.exec(errored ?? "") ?? [];
  return reason ?? lines.findLast((line) => stepIn(line) !== undefined) ?? lines.findLast(Boolean) ?? "it said nothing";
}
