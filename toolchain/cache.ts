import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { writeWhole } from "./write-whole.ts";

/** Folder of all that is built or fetched: `STRATA_CACHE`, else `XDG_CACHE_HOME/strata`, else `~/.cache/strata`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return environment.STRATA_CACHE || join(environment.XDG_CACHE_HOME || join(homedir(), ".cache"), "strata");
}

/** What an entry holds, and the proof that it still does. */
export interface Receipt {
  readonly name: string;
  readonly version: string;
  readonly source: "built" | "registry" | "offline stand-in" | "PyPI";
  /** The executable, relative to the entry's folder. */
  readonly file: string;
  readonly sha256: string;
  /** Bytes and milliseconds as the file system tells them: while both stay, the file is not hashed again. */
  readonly stamp: { readonly size: number; readonly mtimeMs: number };
  /** When it was made, ISO 8601. */
  readonly made: string;
  /** How long that took. */
  readonly seconds: number;
}

/** Something whole in the cache. */
export interface Entry {
  readonly key: string;
  readonly folder: string;
  /** Absolute path of the executable. */
  readonly path: string;
  readonly receipt: Receipt;
}

/** Puts the contents of an entry into an empty folder; gives back the executable's path in it. */
export type Produce = (folder: string) => Promise<string>;

const receiptFile = "receipt.json";

/** The entry of that name, if it is there and its executable is the one that was put there. */
export async function readEntry(cache: string, key: string): Promise<Entry | undefined> {
  const folder = entryFolder(cache, key);
  try {
    const receipt = JSON.parse(await readFile(join(folder, receiptFile), "utf8")) as Receipt;
    const path = join(folder, receipt.file);
    const stamp = await stampOf(path);
    if (stamp.size === receipt.stamp.size && stamp.mtimeMs === receipt.stamp.mtimeMs) {
      return { key, folder, path, receipt };
    }
    if ((await sha256(path)) !== receipt.sha256) return undefined;
    const renewed = { ...receipt, stamp };
    await writeReceipt(folder, renewed);
    return { key, folder, path, receipt: renewed };
  } catch {
    // Absent, unreadable or not what it says: to be made anew either way.
    return undefined;
  }
}

/**
 * Makes an entry aside and renames it in, so that it is there whole or not at all. To be called under the lock:
 * what stands in its way is what `readEntry` refused.
 */
export async function publish(
  cache: string,
  key: string,
  what: Pick<Receipt, "name" | "version" | "source">,
  produce: Produce,
): Promise<Entry> {
  const unfinished = unfinishedFolder(cache);
  await mkdir(unfinished, { recursive: true });
  const aside = await mkdtemp(join(unfinished, `${key}.`));
  try {
    const began = performance.now();
    const file = await produce(aside);
    const path = join(aside, file);
    const receipt: Receipt = {
      ...what,
      file,
      sha256: await sha256(path),
      stamp: await stampOf(path),
      made: new Date().toISOString(),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    };
    await writeReceipt(aside, receipt);
    const folder = entryFolder(cache, key);
    await mkdir(dirname(folder), { recursive: true });
    await rm(folder, { recursive: true, force: true });
    await rename(aside, folder);
    return { key, folder, path: join(folder, file), receipt };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

/** Every whole entry, by name. */
export async function listEntries(cache: string): Promise<Entry[]> {
  const keys = await readdir(join(cache, "tools")).catch(() => []);
  const entries = await Promise.all(keys.sort().map((key) => readEntry(cache, key)));
  return entries.filter((entry) => entry !== undefined);
}

/** Where entries lie while they are made; what is found there under the lock was left by someone who was killed. */
export function unfinishedFolder(cache: string): string {
  return join(cache, "unfinished");
}

/** Where the entry of that name lies. */
export function entryFolder(cache: string, key: string): string {
  return join(cache, "tools", key);
}

async function stampOf(path: string): Promise<Receipt["stamp"]> {
  const { size, mtimeMs } = await stat(path);
  return { size, mtimeMs };
}

async function sha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}

async function writeReceipt(folder: string, receipt: Receipt): Promise<void> {
  await writeWhole(join(folder, receiptFile), `${JSON.stringify(receipt, null, 2)}\n`);
}
