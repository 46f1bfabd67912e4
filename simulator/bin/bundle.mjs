import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const workspace = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(workspace, "src");
const folder = join(workspace, "build");
const packed = join(workspace, "dist", "cli.mjs");

/**
 * The program as JavaScript. A published package has it (scripts/pack.mjs) and no source; in a checkout it is made when the source
 * has changed, and kept below build/: stripping types at each start would take longer than all the rest of it together.
 *
 * @returns {Promise<string>} address to import
 */
export async function bundle() {
  if (!existsSync(source)) return pathToFileURL(packed).href;
  const file = join(folder, `cli-${stamp()}.mjs`);
  if (!existsSync(file)) await build(file);
  return pathToFileURL(file).href;
}

/** Changes whenever a source file does, by its name, size and time. */
function stamp() {
  const hash = createHash("sha256").update(process.version);
  for (const name of readdirSync(source, { recursive: true, encoding: "utf8" }).sort()) {
    if (!name.endsWith(".ts")) continue;
    const { size, mtimeMs } = statSync(join(source, name));
    hash.update(`${name} ${size} ${mtimeMs}\n`);
  }
  return hash.digest("hex").slice(0, 16);
}

/** Builds beside its place and moves it there, so that of two that start at once neither reads half a file. */
async function build(file) {
  const esbuild = await import("esbuild");
  const draft = `${file}.${process.pid}`;
  mkdirSync(folder, { recursive: true });
  await esbuild.build({
    entryPoints: [join(source, "cli.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    outfile: draft,
    logLevel: "error",
  });
  for (const old of readdirSync(folder))
    if (old.startsWith("cli-") && old.endsWith(".mjs")) rmSync(join(folder, old), { force: true });
  renameSync(draft, file);
}
