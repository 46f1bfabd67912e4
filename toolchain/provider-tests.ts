import { type Entry, readEntry } from "./cache.ts";
import { buildKey } from "./cache-key.ts";
import { underCacheLock } from "./cache-lock.ts";
import { sweepGo } from "./go-build.ts";
import { buildTests } from "./make.ts";
import { acceptanceTests } from "./pins.ts";
import { openWorkshop, type ResolveOptions } from "./resolve.ts";

/**
 * Finds the programs that run the provider's own acceptance tests, one for each package; builds those that the cache
 * lacks, all in one go, since what they share is compiled once.
 * @param suites packages within the provider's module, such as `fwprovider/pools`
 * @returns paths of the programs, in the order of the suites
 * @throws StrataError (4) when there is no Go, or Go could not build one
 */
export async function resolveTestPrograms(suites: readonly string[], options: ResolveOptions = {}): Promise<string[]> {
  const workshop = openWorkshop(options);
  const pins = suites.map(acceptanceTests);
  const find = async (pin: (typeof pins)[number]) =>
    readEntry(workshop.cache, await buildKey(pin, workshop.modules, workshop.platform));
  const found = await Promise.all(pins.map(find));
  if (found.every((entry) => entry !== undefined)) return found.map(({ path }) => path);
  return underCacheLock(workshop.cache, workshop.progress, async () => {
    const entries: Entry[] = [];
    for (const pin of pins) entries.push((await find(pin)) ?? (await buildTests(pin, workshop)));
    await sweepGo(workshop.cache);
    return entries.map(({ path }) => path);
  });
}
