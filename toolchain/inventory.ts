import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { surveyAnsible } from "./ansible.ts";
import { entryFolder, listEntries, type Receipt } from "./cache.ts";
import { buildKey, registryKey } from "./cache-key.ts";
import { underCacheLock } from "./cache-lock.ts";
import { acceptanceTests, openTofu, providers } from "./pins.ts";
import { silent } from "./progress.ts";
import { registryHost } from "./registry.ts";
import type { Surroundings } from "./surroundings.ts";
import { testSuites } from "./test-suites.ts";

/** Something in the tool cache. */
export interface Held {
  readonly key: string;
  readonly folder: string;
  /** All its files, in bytes. */
  readonly bytes: number;
  /** Whether this checkout would use it; another clone may use what this one does not. */
  readonly used: boolean;
  readonly receipt: Receipt;
}

/** What the tool cache holds. */
export async function heldTools(around: Surroundings): Promise<Held[]> {
  const used = await usedKeys(around);
  const entries = await listEntries(around.cache);
  return Promise.all(
    entries.map(async ({ key, folder, receipt }) => ({
      key,
      folder,
      bytes: await bytesIn(folder),
      used: used.has(key),
      receipt,
    })),
  );
}

/**
 * Removes from the tool cache what this checkout does not use, or everything; gives back what went.
 * What a build under way needs is not taken from it: this waits until no one builds.
 */
export async function cleanTools(around: Surroundings, all: boolean): Promise<Held[]> {
  return underCacheLock(around.cache, silent, async () => {
    const held = await heldTools(around);
    const leaving = held.filter(({ used }) => all || !used);
    const staying = new Set(held.filter((tool) => !leaving.includes(tool)).map(({ key }) => key));
    // By folder, not by entry: what is broken is no entry, and goes too.
    for (const key of await readdir(join(around.cache, "tools")).catch(() => [])) {
      if (!staying.has(key)) await rm(entryFolder(around.cache, key), { recursive: true, force: true });
    }
    const byproducts = ["go", "logs", "versions.json", "configurations", ...silences];
    for (const name of all ? byproducts : ["go"]) await rm(join(around.cache, name), { recursive: true, force: true });
    return leaving;
  });
}

const silences = Object.values(registryHost).map((host) => `${host}.silent`);

async function usedKeys(around: Surroundings): Promise<Set<string>> {
  const { modules, platform } = around;
  const pins = [openTofu, ...providers, ...testSuites.map(acceptanceTests)];
  const built = await Promise.all(pins.map((pin) => buildKey(pin, modules, platform)));
  const hosts = Object.values(registryHost);
  const fetched = providers.flatMap((pin) => hosts.map((host) => registryKey(pin, host, platform)));
  const { key: ansible } = await surveyAnsible(around);
  return new Set([...built, ...fetched, ...(ansible ? [ansible] : [])]);
}

async function bytesIn(folder: string): Promise<number> {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = await Promise.all(
    files.filter((file) => file.isFile()).map(async (file) => (await stat(join(file.parentPath, file.name))).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
