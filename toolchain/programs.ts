import { constants } from "node:fs";
import { access, open, readFile, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import type { Program } from "./choices.ts";
import type { Surroundings } from "./surroundings.ts";
import { writeWhole } from "./write-whole.ts";

/** Whose variables a program is run with, and where its answer is kept. */
type Around = Pick<Surroundings, "cache" | "environment">;

/** The executable a shell would run under that name (a path is taken as it is); nothing if there is none. */
export async function findOnPath(name: string, environment: NodeJS.ProcessEnv): Promise<string | undefined> {
  const candidates = /[/\\]/.test(name)
    ? [resolve(name)]
    : (environment.PATH ?? "")
        .split(delimiter)
        .filter(Boolean)
        .map((folder) => join(folder, name));
  for (const candidate of candidates) {
    if (await isExecutable(candidate)) return candidate;
  }
  return undefined;
}

/** Asks an executable whether it is OpenTofu or Terraform and of which version; nothing if it is neither. */
export async function identify(path: string, around: Around): Promise<Program | undefined> {
  const told = await firstAnswer(path, ["version"], around);
  const [, name, version] = /^(OpenTofu|Terraform) v(\S+)/m.exec(told) ?? [];
  return version ? { path, name: name as Program["name"], version } : undefined;
}

/** Version of the Go at that path, such as `1.26.8`; nothing if it does not tell. */
export async function goVersion(path: string, around: Around): Promise<string | undefined> {
  return /\bgo(\d+\.\d+(?:\.\d+)?)/.exec(await firstAnswer(path, ["version"], around))?.[1];
}

/** Version of the Packer at that path, such as `1.9.4`; nothing if it is another program of that name. */
export async function packerVersion(path: string, around: Around): Promise<string | undefined> {
  return /^Packer v(\S+)/m.exec(await firstAnswer(path, ["version"], around))?.[1];
}

/** Version of the Python at that path, such as `3.11.7`; nothing if it cannot make virtual environments. */
export async function pythonVersion(path: string, around: Around): Promise<string | undefined> {
  const asked = "import ensurepip, platform, venv; print('Python', platform.python_version())";
  return /^Python (\d+\.\d+\.\d+)/.exec(await firstAnswer(path, ["-c", asked], around))?.[1];
}

/** What an executable answered when it last changed; it is run only if it did since. */
async function firstAnswer(path: string, args: string[], { cache, environment }: Around): Promise<string> {
  const { size, mtimeMs } = await stat(path);
  const file = join(cache, "versions.json");
  const before = (await answers(file))[path];
  if (before && before.size === size && before.mtimeMs === mtimeMs) return before.answer;
  // Loaded here, since a warm start asks nobody.
  const { execa } = await import("execa");
  const { stdout } = await execa(path, args, {
    cwd: tmpdir(),
    env: {
      ...environment,
      CHECKPOINT_DISABLE: "1",
      TF_CLI_CONFIG_FILE: "",
      TF_CLI_ARGS: "",
      TF_CLI_ARGS_version: "",
      GOTOOLCHAIN: "local",
      // Go counts its own use in the configuration folder.
      XDG_CONFIG_HOME: join(cache, "go"),
    },
    extendEnv: false,
    stdin: "ignore",
    reject: false,
    timeout: 10_000,
  });
  const answer = stdout ?? "";
  // A script is a version manager's: tomorrow, or in another folder, it answers differently.
  if (answer && !(await isScript(path))) {
    const all = { ...(await answers(file)), [path]: { size, mtimeMs, answer } };
    await writeWhole(file, JSON.stringify(all, null, 2));
  }
  return answer;
}

type Answers = Record<string, { size: number; mtimeMs: number; answer: string }>;

async function answers(file: string): Promise<Answers> {
  try {
    return JSON.parse(await readFile(file, "utf8")) as Answers;
  } catch {
    return {};
  }
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return (await stat(path)).isFile();
  } catch {
    return false;
  }
}

async function isScript(path: string): Promise<boolean> {
  const file = await open(path);
  try {
    const { buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.toString("latin1") === "#!";
  } finally {
    await file.close();
  }
}
