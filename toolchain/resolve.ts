import { resolve } from "node:path";
import { exitCodes, StrataError } from "../model/exit.ts";
import { cacheFolder, type Receipt } from "./cache.ts";
import { underCacheLock } from "./cache-lock.ts";
import type { ChosenProgram, Program } from "./choices.ts";
import { writeConfiguration } from "./cli-configuration.ts";
import { toolEnvironment } from "./environment.ts";
import { sweepGo } from "./go-build.ts";
import { buildProvider, buildTofu, fetchFromRegistry, type Workshop } from "./make.ts";
import { modulesFolder, type ProviderPin, providers } from "./pins.ts";
import { thisPlatform } from "./platform.ts";
import { type Progress, silent } from "./progress.ts";
import { askRegistry, registryHost } from "./registry.ts";
import { type ProviderSurvey, surveyProgram, surveyProvider } from "./survey.ts";

/** One tool as tables show it: `name version source`. */
export interface Tool {
  readonly name: string;
  readonly version: string;
  readonly source: Receipt["source"] | "PATH" | "TERRAFORM_BINARY_NAME" | "CLI configuration";
  /** The executable, where it is ours or was found; a provider from the user's own configuration has none yet. */
  readonly path?: string;
}

/** Everything a plan needs to run. */
export interface Toolchain {
  /** Absolute path of OpenTofu or Terraform. */
  readonly binary: string;
  readonly program: Program["name"];
  /** The program, then each provider. */
  readonly tools: readonly Tool[];
  /** What a child `cdktf`, `tofu` or `terraform` needs beside the environment it inherits. */
  readonly environment: Readonly<Record<string, string>>;
}

export interface ResolveOptions {
  /** Told while something is built or fetched; nothing by default. */
  readonly progress?: Progress;
  /** Ends a build under way. */
  readonly signal?: AbortSignal;
  /** Takes every provider registry for unreachable; false by default. */
  readonly offline?: boolean;
  /** Variables to read instead of the process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** Folder of the Go modules; this one by default. */
  readonly modules?: string;
}

/**
 * Finds OpenTofu (or Terraform) and the providers; builds or fetches into the cache what is not there.
 * Warm, it only looks at files. Two that start at once share the work: the second waits, then finds it done.
 * @throws StrataError (4) when something can be had nowhere, naming what to install.
 */
export async function resolveToolchain(options: ResolveOptions = {}): Promise<Toolchain> {
  const workshop = openWorkshop(options);
  const ready = await warm(workshop);
  if (ready) return ready;
  return underCacheLock(workshop.cache, workshop.progress, async () => {
    const toolchain = await complete(workshop);
    await sweepGo(workshop.cache);
    return toolchain;
  });
}

/** What the options leave open, filled in. */
export function openWorkshop(options: ResolveOptions = {}): Workshop {
  const environment = options.environment ?? process.env;
  return {
    cache: resolve(cacheFolder(environment)),
    modules: options.modules ?? modulesFolder,
    environment,
    platform: thisPlatform(),
    offline: options.offline ?? false,
    progress: options.progress ?? silent,
    ...(options.signal && { signal: options.signal }),
  };
}

async function warm(workshop: Workshop): Promise<Toolchain | undefined> {
  const choice = await surveyProgram(workshop);
  if (choice.from === "nowhere") throw new StrataError(exitCodes.unreachable, choice.fault);
  if (choice.from === "build") return undefined;
  const surveys = await Promise.all(providers.map((pin) => surveyProvider(workshop, pin, choice.program)));
  const ready = surveys.every(({ choice }) => ["user configuration", "fetched", "built"].includes(choice));
  return ready ? toolchainOf(workshop, choice, surveys) : undefined;
}

async function complete(workshop: Workshop): Promise<Toolchain> {
  const found = await surveyProgram(workshop);
  if (found.from === "nowhere") throw new StrataError(exitCodes.unreachable, found.fault);
  const choice = found.from === "build" ? await buildTofu(workshop) : found;
  const surveys: ProviderSurvey[] = [];
  for (const pin of providers) surveys.push(await obtain(workshop, pin, choice.program));
  return toolchainOf(workshop, choice, surveys);
}

/** Takes one step after the other toward a provider until it is there; each step is what the choice now says. */
async function obtain(
  workshop: Workshop,
  pin: ProviderPin,
  program: Program,
  registry?: "answers" | "silent",
): Promise<ProviderSurvey> {
  const survey = await surveyProvider(workshop, pin, program, registry);
  switch (survey.choice) {
    case "ask the registry":
      return obtain(workshop, pin, program, await askRegistry(program, pin, workshop));
    case "fetch":
      return obtain(workshop, pin, program, await fetchFromRegistry(workshop, survey, program));
    case "build":
      await buildProvider(workshop, survey);
      return obtain(workshop, pin, program, "silent");
    case "nowhere":
      throw new StrataError(exitCodes.unreachable, nowhere(pin, program));
    default:
      return survey;
  }
}

function nowhere({ name, version }: ProviderPin, program: Program): string {
  return `${name} ${version}: ${registryHost[program.name]} does not answer and there is no Go to build it; install Go, or name a mirror in the CLI configuration of ${program.name} (provider_installation)`;
}

async function toolchainOf(
  { cache }: Workshop,
  choice: ChosenProgram,
  surveys: readonly ProviderSurvey[],
): Promise<Toolchain> {
  const { program } = choice;
  const mirrors = surveys.flatMap((survey) => held(survey)?.folder ?? []);
  return {
    binary: program.path,
    program: program.name,
    tools: [programTool(choice), ...surveys.map(providerTool)],
    environment: toolEnvironment({
      binary: program.path,
      root: resolve(modulesFolder, ".."),
      ...(mirrors.length > 0 && { configuration: await writeConfiguration(cache, mirrors) }),
    }),
  };
}

function programTool({ from, program }: ChosenProgram): Tool {
  const source = { override: "TERRAFORM_BINARY_NAME", path: "PATH", cache: "built" } as const;
  return { name: program.name, version: program.version, source: source[from], path: program.path };
}

function providerTool(survey: ProviderSurvey): Tool {
  const { name, version } = survey.pin;
  const entry = held(survey);
  return entry
    ? { name, version, source: entry.receipt.source, path: entry.path }
    : { name, version, source: "CLI configuration" };
}

/** The entry of the cache that is used; none where the user's own configuration decides. */
function held(survey: ProviderSurvey) {
  return survey.choice === "user configuration" ? undefined : (survey.fetched ?? survey.built);
}
