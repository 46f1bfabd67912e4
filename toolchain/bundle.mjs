// @ts-check
import { createHash } from "node:crypto";
import { existsSync, readdirSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { debuglog } from "node:util";
import { runCompiled } from "./compiled.mjs";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const cache = join(checkout, "node_modules", ".cache", "strata");

/** What a bundle is made from; npm's record of what it installed stands for the packages inside. */
const sources = ["main.ts", "model", "providers", "constructs", "toolchain", "scripts", "simulator/src"];
const packages = "node_modules/.package-lock.json";

/**
 * The bundle of the sources as they were when this program first asked; nothing where none can be made.
 *
 * @type {Promise<string | undefined> | undefined}
 */
let bundle;

/**
 * Imports a module of the project from a bundle of all that it imports: reading TypeScript file by file takes longer than
 * the programs themselves. The bundle is kept where tools keep their caches and is made anew when a source has changed;
 * where it cannot be made, the sources are read as they are.
 *
 * @template [Module=unknown]
 * @param {string} entry path from the checkout, one of `entries` in make-bundle.mjs
 * @returns {Promise<Module>}
 */
export async function bundled(entry) {
  bundle ??= readyBundle();
  const folder = await bundle;
  if (folder === undefined) return fromSource(entry);
  const script = join(folder, entry.replace(/\.ts$/, ".cjs"));
  if (existsSync(script)) return runCompiled(script);
  process.setSourceMapsEnabled(true);
  return import(pathToFileURL(script.replace(/\.cjs$/, ".mjs")).href);
}

async function readyBundle() {
  const folder = join(cache, stamp());
  if (!(existsSync(folder) || (await made(folder)))) return undefined;
  markUsed(folder);
  return folder;
}

/** Changes with the name, size and time of each source, and with the place of the checkout, which is part of a bundle. */
function stamp() {
  const hash = createHash("sha256").update(checkout);
  for (const file of [packages, ...sources.flatMap(filesOf)]) {
    const { size, mtimeMs } = statSync(join(checkout, file), { throwIfNoEntry: false }) ?? {};
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/**
 * Walks by hand: the option `recursive` takes three times as long.
 *
 * @param {string} path
 * @returns {string[]}
 */
function filesOf(path) {
  if (/\.(ts|mjs)$/.test(path)) return [path];
  return readdirSync(join(checkout, path), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() || /\.(ts|mjs)$/.test(entry.name))
    .flatMap(({ name }) => filesOf(`${path}/${name}`));
}

/**
 * Whatever hinders the making (a folder that is read-only, a full disk, a fault in a source) is no reason to stop here;
 * `NODE_DEBUG=strata` shows it.
 *
 * @param {string} folder
 */
async function made(folder) {
  try {
    const { makeBundle } = await import("./make-bundle.mjs");
    await makeBundle(checkout, folder);
  } catch (error) {
    debuglog("strata")("no bundle was made: %s", error);
  }
  return existsSync(folder);
}

/**
 * Keeps a bundle from being swept away under a process that still reads in it.
 *
 * @param {string} folder
 */
function markUsed(folder) {
  try {
    const now = new Date();
    utimesSync(folder, now, now);
  } catch {
    // Where this is forbidden, sweeping is too.
  }
}

/** @param {string} entry */
async function fromSource(entry) {
  const { register } = await import("tsx/esm/api");
  register();
  return import(pathToFileURL(join(checkout, entry)).href);
}
