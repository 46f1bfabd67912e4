import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const checkout = fileURLToPath(new URL("..", import.meta.url));
const folder = join(checkout, "node_modules", ".cache", "strata");

/** What a bundle is made from; the lock file stands for the packages inside it. */
const sources = ["model", "providers", "constructs", "package-lock.json"];

/** Not inside: of these a process has one each, and cdktf can be exchanged for its fork. */
const outside = ["cdktf", "constructs"];

/** How long a bundle of older sources stays for a process that is about to read it, in milliseconds. */
const grace = 60 * 60_000;

/**
 * Imports a module of the project together with all that it imports, as one file. Some eighty files and their packages
 * one by one take longer than the program itself. Kept where tools keep their caches, made anew when a source changed.
 *
 * @param entry path from the checkout, such as `constructs/program.ts`
 */
export async function bundled<Module>(entry: string): Promise<Module> {
  const name = entry.replaceAll(/\W/g, "-");
  const file = join(folder, `${name}-${stamp()}.mjs`);
  if (!existsSync(file)) {
    await make(entry, file);
    sweep(name, file);
  }
  return import(pathToFileURL(file).href);
}

/** Changes whenever a source does, by its name, size and time. */
function stamp(): string {
  const hash = createHash("sha256").update(process.version);
  for (const file of sources.flatMap(filesIn).sort()) {
    const { size, mtimeMs } = statSync(join(checkout, file));
    hash.update(`${file} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

function filesIn(source: string): string[] {
  if (source.includes(".")) return [source];
  return readdirSync(join(checkout, source), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .map((file) => join(source, file));
}

/** Made beside its place and moved there, so that of two that start at once neither reads half a file. */
async function make(entry: string, file: string): Promise<void> {
  const { build } = await import("esbuild");
  const draft = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  await build({
    entryPoints: [join(checkout, entry)],
    outfile: draft,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    external: outside,
    // Some packages inside are CommonJS and ask for Node's own modules.
    banner: {
      js: 'import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);',
    },
    logLevel: "error",
  });
  renameSync(draft, file);
}

function sweep(name: string, keep: string): void {
  for (const other of readdirSync(folder).filter((file) => file.startsWith(`${name}-`))) {
    const path = join(folder, other);
    const age = Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
    if (path !== keep && age > grace) rmSync(path, { force: true });
  }
}
