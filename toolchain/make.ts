import { copyFile, mkdir } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { exitCodes, StrataError } from "../model/exit.ts";
import { type Entry, publish } from "./cache.ts";
import { buildKey } from "./cache-key.ts";
import type { ChosenProgram, Program } from "./choices.ts";
import { goBuild } from "./go-build.ts";
import { openTofu, type Pin } from "./pins.ts";
import type { Progress } from "./progress.ts";
import { DownloadFailed, fetchProvider, mirrorPlace, noteSilence, registryHost } from "./registry.ts";
import type { Surroundings } from "./surroundings.ts";
import { type ProviderSurvey, surveyGo } from "./survey.ts";

/** Where the toolchain looks, and how it tells what it makes. */
export interface Workshop extends Surroundings {
  readonly progress: Progress;
  /** Ends a build under way. */
  readonly signal?: AbortSignal;
}

/** Builds OpenTofu into the cache. */
export async function buildTofu(workshop: Workshop): Promise<ChosenProgram> {
  const key = await buildKey(openTofu, workshop.modules, workshop.platform);
  const { name, version } = openTofu;
  const entry = await publish(workshop.cache, key, { name, version, source: "built" }, async (folder) => {
    const file = join("bin", "tofu");
    await build(openTofu, workshop, join(folder, file));
    return file;
  });
  return { from: "cache", program: { path: entry.path, name: "OpenTofu", version } };
}

/** Builds the tests of a package into the cache. */
export async function buildTests(pin: Pin, workshop: Workshop): Promise<Entry> {
  const key = await buildKey(pin, workshop.modules, workshop.platform);
  const { name, version } = pin;
  return publish(workshop.cache, key, { name, version, source: "built" }, async (folder) => {
    const file = join("bin", `${basename(pin.package)}.test`);
    await build(pin, workshop, join(folder, file));
    return file;
  });
}

/** Builds a provider into the cache, as a mirror that serves it under the registry hosts of both programs. */
export async function buildProvider(workshop: Workshop, { pin, keys }: ProviderSurvey): Promise<void> {
  const what = { name: pin.name, version: pin.version, source: pin.buildIs };
  await publish(workshop.cache, keys.built, what, async (folder) => {
    const executable = `terraform-provider-${basename(pin.name)}_v${pin.version}`;
    const [file, twin] = Object.values(registryHost).map((host) =>
      join(mirrorPlace(host, pin, workshop.platform), executable),
    ) as [string, string];
    await build(pin, workshop, join(folder, file));
    // Terraform does not follow a linked folder in a mirror.
    await mkdir(dirname(join(folder, twin)), { recursive: true });
    await copyFile(join(folder, file), join(folder, twin));
    return file;
  });
}

/** Fetches a provider from the program's registry into the cache; tells "silent" when its downloads do not come. */
export async function fetchFromRegistry(
  workshop: Workshop,
  { pin, keys }: ProviderSurvey,
  program: Program,
): Promise<"answers" | "silent"> {
  const what = { name: pin.name, version: pin.version, source: "registry" } as const;
  const fetching = `fetching ${pin.name} ${pin.version} from ${registryHost[program.name]}`;
  return workshop.progress(fetching, async () => {
    try {
      await publish(workshop.cache, keys.fetched, what, (folder) => fetchProvider(program, pin, workshop, folder));
      return "answers";
    } catch (error) {
      if (!(error instanceof DownloadFailed)) throw error;
      await noteSilence(workshop.cache, registryHost[program.name]);
      return "silent";
    }
  });
}

async function build(pin: Pin, workshop: Workshop, out: string): Promise<void> {
  const go = await surveyGo(workshop);
  if (!go)
    throw new StrataError(exitCodes.unreachable, `${pin.name} ${pin.version}: there is no Go to build it; install Go`);
  await workshop.progress(`building ${pin.name} ${pin.version} with Go ${go.version}`, () =>
    goBuild(pin, { ...workshop, go: go.path }, out),
  );
}
