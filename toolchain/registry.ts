import { mkdir, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { unfinishedFolder } from "./cache.ts";
import type { Program } from "./choices.ts";
import { isOurs } from "./cli-configuration.ts";
import type { ProviderPin } from "./pins.ts";
import type { Platform } from "./platform.ts";
import type { Surroundings } from "./surroundings.ts";

/** The registry a program means when a provider's address names none. */
export const registryHost: Record<Program["name"], string> = {
  OpenTofu: "registry.opentofu.org",
  Terraform: "registry.terraform.io",
};

/** Where a registry is asked from. */
type Around = Pick<Surroundings, "cache" | "environment" | "platform">;

const patience = 3_000;
const silenceHolds = 60 * 60 * 1000;

/**
 * Asks the program's registry for a version that no provider has: only a registry can answer that there is none.
 * The program asks, not we, so that proxies, CAs and the user's own CLI configuration count as they will for `init`.
 * Tells "silent" after three seconds, and notes it.
 */
export async function askRegistry(program: Program, pin: ProviderPin, around: Around): Promise<"answers" | "silent"> {
  const { all } = await init(program, { ...pin, version: "0.0.1" }, around, { timeout: patience });
  if (/no available releases match/.test(all.replace(/\s+/g, " "))) return "answers";
  await noteSilence(around.cache, registryHost[program.name]);
  return "silent";
}

/** Whether the registry was found silent within the last hour, so that a warm start need not ask. */
export async function wasSilent(cache: string, host: string): Promise<boolean> {
  const noted = await stat(join(cache, `${host}.silent`)).catch(() => undefined);
  return noted !== undefined && Date.now() - noted.mtimeMs < silenceHolds;
}

/** Notes that the registry did not answer just now. */
export async function noteSilence(cache: string, host: string): Promise<void> {
  await writeFile(join(cache, `${host}.silent`), "");
}

/**
 * Lets the program install a provider from its registry, signatures checked, into `folder`, as a mirror;
 * gives back the executable's path in it.
 * @throws DownloadFailed when the registry answers but its downloads do not come.
 */
export async function fetchProvider(
  program: Program,
  pin: ProviderPin,
  around: Around,
  folder: string,
): Promise<string> {
  const { failed } = await init(program, pin, around, { variables: { TF_PLUGIN_CACHE_DIR: folder } });
  const place = mirrorPlace(registryHost[program.name], pin, around.platform);
  const files = failed ? [] : await readdir(join(folder, place));
  const executable = files.find((name) => name.startsWith("terraform-provider-"));
  if (!executable) throw new DownloadFailed();
  return join(place, executable);
}

/** A registry that lists a provider but does not hand it out. */
export class DownloadFailed extends Error {}

/** Folder of a provider within a filesystem mirror. */
export function mirrorPlace(host: string, { name, version }: ProviderPin, { os, arch }: Platform): string {
  return join(host, name, version, `${os}_${arch}`);
}

async function init(
  program: Program,
  { name, version }: ProviderPin,
  { cache, environment }: Around,
  { timeout = 0, variables }: { timeout?: number; variables?: Record<string, string> },
): Promise<{ failed: boolean; all: string }> {
  await mkdir(unfinishedFolder(cache), { recursive: true });
  const folder = await mkdtemp(join(unfinishedFolder(cache), "init."));
  try {
    const wanted = { terraform: { required_providers: { it: { source: name, version } } } };
    await writeFile(join(folder, "main.tf.json"), JSON.stringify(wanted));
    const { failed, all } = await execa(program.path, ["init", "-input=false", "-no-color"], {
      cwd: folder,
      env: { ...(await withoutOurs(environment)), CHECKPOINT_DISABLE: "1", ...variables },
      extendEnv: false,
      stdin: "ignore",
      all: true,
      reject: false,
      timeout,
      killSignal: "SIGKILL",
    });
    return { failed, all };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The user's variables, without a configuration of ours (it knows no registry) and without what bends an `init`. */
async function withoutOurs(environment: NodeJS.ProcessEnv): Promise<NodeJS.ProcessEnv> {
  const {
    TF_CLI_ARGS: _all,
    TF_CLI_ARGS_init: _init,
    TF_DATA_DIR: _data,
    TF_WORKSPACE: _workspace,
    ...rest
  } = environment;
  const { TF_CLI_CONFIG_FILE: configuration, ...others } = rest;
  return configuration && (await isOurs(configuration)) ? others : rest;
}
