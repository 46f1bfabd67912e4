import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Program } from "./choices.ts";
import { writeWhole } from "./write-whole.ts";

const signature = "# Written by strata: providers come from the tool cache of this project.";

/**
 * The file of the user's own CLI configuration that says where providers come from (`provider_installation`), if one does.
 * The places are those the programs look in: `TF_CLI_CONFIG_FILE` alone where it is set (it may name a file that is not
 * there), else the files in the home folder.
 */
export async function userInstallation(
  program: Program["name"],
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  for (const file of await configurationFiles(program, environment)) {
    const text = await readFile(file, "utf8").catch(() => "");
    if (!text.startsWith(signature) && /^\s*"?provider_installation"?\s*[{:]/m.test(text)) return file;
  }
  return undefined;
}

async function configurationFiles(program: Program["name"], environment: NodeJS.ProcessEnv): Promise<string[]> {
  const named = environment.TF_CLI_CONFIG_FILE || environment.TERRAFORM_CONFIG;
  if (named) return [named];
  const home = environment.HOME || homedir();
  const folders = [join(home, ".terraform.d")];
  const files = [join(home, ".terraformrc")];
  if (program === "OpenTofu") {
    files.unshift(join(home, ".tofurc"));
    if (environment.XDG_CONFIG_HOME) {
      folders.push(join(environment.XDG_CONFIG_HOME, "opentofu"));
      files.push(join(environment.XDG_CONFIG_HOME, "opentofu", "tofurc"));
    }
  }
  const further = await Promise.all(
    folders.map(async (folder) => {
      const names = await readdir(folder).catch(() => []);
      return names.filter((name) => /\.tfrc(\.json)?$/.test(name)).map((name) => join(folder, name));
    }),
  );
  return [...files, ...further.flat()];
}

/** Whether that file is one that `writeConfiguration` wrote: a shell that took `strata env` names it. */
export async function isOurs(file: string): Promise<boolean> {
  return (await readFile(file, "utf8").catch(() => "")).startsWith(signature);
}

/**
 * Writes a CLI configuration that finds providers in these mirrors, and nowhere else; gives back its path.
 * It is named by its content, so that clones with other pins do not disturb each other.
 */
export async function writeConfiguration(cache: string, mirrors: readonly string[]): Promise<string> {
  const blocks = mirrors.map((path) => `  filesystem_mirror {\n    path = ${JSON.stringify(path)}\n  }\n`);
  const text = `${signature}\nprovider_installation {\n${blocks.join("")}}\n`;
  const file = join(cache, "configurations", `${createHash("sha256").update(text).digest("hex").slice(0, 12)}.tfrc`);
  if ((await readFile(file, "utf8").catch(() => "")) === text) return file;
  await writeWhole(file, text);
  return file;
}
