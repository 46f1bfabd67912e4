import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { execa } from "execa";
import semver from "semver";
import { exitCodes, StrataError } from "../model/exit.ts";
import { findOnPath, pythonVersion } from "./programs.ts";
import type { Surroundings } from "./surroundings.ts";

/** A Python that can make virtual environments. */
export interface Python {
  readonly path: string;
  readonly version: string;
}

/** The oldest Python that Ansible 12 runs on. */
export const oldestPython = "3.11.0";

/** The python3 on PATH, if it can make a virtual environment: one that is too old for Ansible counts as none. */
export async function surveyPython(around: Surroundings): Promise<Python | undefined> {
  const path = await findOnPath("python3", around.environment);
  const version = path && (await pythonVersion(path, around));
  return version && semver.gte(version, oldestPython) ? { path, version } : undefined;
}

/** What is to be installed, and where. */
export interface Installation {
  readonly python: Python;
  /** File of exact versions with their hashes. */
  readonly requirements: string;
  /** An empty folder, in which it is made. */
  readonly folder: string;
  /** Where that folder will be moved afterwards. */
  readonly destination: string;
  /** File that takes what pip says. */
  readonly log: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Ends it. */
  readonly signal?: AbortSignal;
}

/**
 * Makes a virtual environment with exactly the packages of a requirements file. Its packages come from wherever pip is configured to
 * look, and only with the bytes that the file names.
 * @throws StrataError (4) with pip's first complaint and the file that has the rest
 */
export async function installPackages(installation: Installation): Promise<void> {
  const { python, requirements, folder, log } = installation;
  await mkdir(dirname(log), { recursive: true });
  await writeFile(log, "");
  await run(installation, python.path, ["-m", "venv", folder]);
  await run(installation, join(folder, "bin", "python3"), [
    ...["-m", "pip", "install", "--require-hashes", "--no-deps", "--no-cache-dir", "--no-compile", "--no-input"],
    ...["--disable-pip-version-check", "--requirement", requirements],
  ]);
  await readdress(installation);
}

async function run({ environment, log, signal }: Installation, program: string, words: string[]): Promise<void> {
  const output = { file: log, append: true } as const;
  const result = await execa(program, words, {
    env: environment,
    extendEnv: false,
    stdin: "ignore",
    stdout: output,
    stderr: output,
    reject: false,
    ...(signal && { cancelSignal: signal }),
  });
  if (!result.failed) return;
  const reason = result.isCanceled ? "it was interrupted; the next run begins it again" : await complaint(log);
  throw new StrataError(
    result.isCanceled ? exitCodes.stepFailed : exitCodes.unreachable,
    `Python's packages could not be installed: ${reason}; the whole log is ${log}`,
  );
}

async function complaint(log: string): Promise<string> {
  const lines = (await readFile(log, "utf8")).split("\n");
  return (
    lines.find((line) => /^error:/i.test(line))?.replace(/^error:\s*/i, "") ??
    lines.findLast(Boolean) ??
    "pip gave no reason"
  );
}

/** pip writes the folder it installs into on the first line of each program. */
async function readdress({ folder, destination }: Installation): Promise<void> {
  const programs = join(folder, "bin");
  for (const entry of await readdir(programs, { withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(programs, entry.name);
    await writeFile(file, (await readFile(file, "utf8")).replaceAll(folder, destination));
  }
}
