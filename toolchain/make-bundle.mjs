// @ts-check
import { mkdirSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { build } from "esbuild";

/** What is started. What two of them share is in the bundle once. */
const programs = ["main.ts", "scripts/strata.ts"];

/** What the first of them asks for when it is started: each a script, of which V8's work can be kept (compiled.mjs). */
const scripts = ["constructs/program.ts", "toolchain/packer.ts"];

/** Not inside, since they are programs of their own. */
const outside = ["esbuild", "tsx"];

/** What `import.meta.url` is called in a bundle. */
const address = "addressOfSource";

/** How long a bundle stays after its last start, for a process that still reads in it; in milliseconds. */
const grace = 24 * 60 * 60_000;

/**
 * Makes a bundle beside its place and moves it there, so that of two that start at once neither reads half of one.
 *
 * @param {string} checkout
 * @param {string} folder
 */
export async function makeBundle(checkout, folder) {
  const draft = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  try {
    await write(checkout, draft);
    renameSync(draft, folder);
    sweep(dirname(folder));
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/**
 * @param {string} checkout
 * @param {string} outdir
 */
async function write(checkout, outdir) {
  /** @satisfies {import("esbuild").BuildOptions} */
  const common = {
    absWorkingDir: checkout,
    outbase: ".",
    outdir,
    bundle: true,
    platform: "node",
    target: "node20",
    external: outside,
    loader: { ".node": "copy" },
    define: { "import.meta.url": address },
    sourcemap: true,
    sourcesContent: false,
    logLevel: "silent",
  };
  // Some packages inside are CommonJS and ask for Node's own modules.
  const js =
    'import { createRequire as requireFrom } from "node:module";\nconst require = requireFrom(import.meta.url);';
  await build({
    ...common,
    entryPoints: programs,
    format: "esm",
    outExtension: { ".js": ".mjs" },
    splitting: true,
    banner: { js },
    plugins: [lateOutside, ownPlace],
  });
  // From V8's cache nothing can be imported later: it is all inside, and the rest is required.
  await build({
    ...common,
    entryPoints: scripts,
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    plugins: [ownPlace],
    supported: { "dynamic-import": false },
  });
}

/**
 * A package that is loaded only when it is needed stays outside: of a CommonJS one, esbuild would give `import()` no names.
 *
 * @type {import("esbuild").Plugin}
 */
const lateOutside = {
  name: "late-outside",
  setup({ onResolve }) {
    onResolve({ filter: /^[^./]/ }, ({ path, kind }) =>
      kind === "dynamic-import" ? { path, external: true } : undefined,
    );
  },
};

/**
 * A file that asks for its own place is told where it stands, not where the bundle does.
 *
 * @type {import("esbuild").Plugin}
 */
const ownPlace = {
  name: "own-place",
  setup({ onLoad }) {
    onLoad({ filter: /\.(ts|mjs|js)$/ }, async ({ path }) => {
      const text = await readFile(path, "utf8");
      const place = text.includes("import.meta.url")
        ? { [address]: pathToFileURL(path).href }
        : /\b__(dir|file)name\b/.test(text) && { __filename: path, __dirname: dirname(path) };
      if (!place) return undefined;
      const told = Object.entries(place).map(([name, value]) => `var ${name} = ${JSON.stringify(value)};`);
      return { contents: `${told.join(" ")} ${text}`, loader: path.endsWith(".ts") ? "ts" : "js" };
    });
  },
};

/** @param {string} cache */
function sweep(cache) {
  for (const name of readdirSync(cache)) {
    const path = join(cache, name);
    const used = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? Date.now();
    if (Date.now() - used > grace) rmSync(path, { recursive: true, force: true });
  }
}
