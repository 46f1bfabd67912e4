import { join } from "node:path";
import semver from "semver";
import { type Entry, readEntry } from "./cache.ts";
import { buildKey, registryKey } from "./cache-key.ts";
import {
  chooseProgram,
  chooseProvider,
  type Program,
  type ProgramChoice,
  type ProviderChoice,
  type ProviderFacts,
} from "./choices.ts";
import { userInstallation } from "./cli-configuration.ts";
import { oldestGo, openTofu, type ProviderPin } from "./pins.ts";
import { findOnPath, goVersion, identify } from "./programs.ts";
import { registryHost, wasSilent } from "./registry.ts";
import type { Surroundings } from "./surroundings.ts";

/** A Go that can build. */
export interface Go {
  readonly path: string;
  readonly version: string;
}

/** Looks for OpenTofu and Terraform, changes nothing, and says which of them it is to be. */
export async function surveyProgram(around: Surroundings): Promise<ProgramChoice> {
  const { cache, environment } = around;
  const built = await readEntry(cache, await buildKey(openTofu, around.modules, around.platform));
  const asked = environment.TERRAFORM_BINARY_NAME;
  // In a shell that took `strata env` the name is the build of ours, which is no wish of the user's.
  if (asked && !asked.startsWith(join(cache, "tools"))) {
    const found = await programNamed(asked, around);
    return chooseProgram({ override: { asked, ...(found && { found }) }, go: false });
  }
  const tofuOnPath = await programNamed("tofu", around);
  const terraformOnPath = await programNamed("terraform", around);
  return chooseProgram({
    ...(tofuOnPath && { tofuOnPath }),
    ...(terraformOnPath && { terraformOnPath }),
    ...(built && { built: built.path }),
    go: (await surveyGo(around)) !== undefined,
  });
}

/** Where a provider may come from, and what of it lies in the cache. */
export interface ProviderSurvey {
  readonly pin: ProviderPin;
  readonly choice: ProviderChoice;
  readonly facts: ProviderFacts;
  readonly keys: { readonly fetched: string; readonly built: string };
  readonly fetched?: Entry;
  readonly built?: Entry;
}

/**
 * Looks for a provider, changes nothing, and says where it is to come from.
 * @param registry what is known of the registry by now; looked up in the notes of the last hour where it is not given.
 */
export async function surveyProvider(
  around: Surroundings,
  pin: ProviderPin,
  program: Pick<Program, "name">,
  registry?: "answers" | "silent",
): Promise<ProviderSurvey> {
  const { cache, modules, platform } = around;
  const host = registryHost[program.name];
  const keys = { fetched: registryKey(pin, host, platform), built: await buildKey(pin, modules, platform) };
  const [configuredIn, fetched, built] = await Promise.all([
    userInstallation(program.name, around.environment),
    readEntry(cache, keys.fetched),
    readEntry(cache, keys.built),
  ]);
  const silent = around.offline || (await wasSilent(cache, host));
  const facts: ProviderFacts = {
    ...(configuredIn && { configuredIn }),
    fetched: fetched !== undefined,
    registry: registry ?? (silent ? "silent" : "unasked"),
    built: built !== undefined,
    go: (await surveyGo(around)) !== undefined,
  };
  return { pin, choice: chooseProvider(facts), facts, keys, ...(fetched && { fetched }), ...(built && { built }) };
}

/** The Go on PATH, if it can build: one that is too old for that counts as none. */
export async function surveyGo(around: Surroundings): Promise<Go | undefined> {
  const path = await findOnPath("go", around.environment);
  const version = path && (await goVersion(path, around));
  return version && semver.gte(semver.coerce(version) ?? "0.0.0", oldestGo) ? { path, version } : undefined;
}

async function programNamed(name: string, around: Surroundings): Promise<Program | undefined> {
  const path = await findOnPath(name, around.environment);
  return path === undefined ? undefined : identify(path, around);
}
