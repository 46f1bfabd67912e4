/** Writes the generated parts of README.md anew: `npm run readme --workspace simulator`. */
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";

const workspace = dirname(dirname(fileURLToPath(import.meta.url)));
const readme = join(workspace, "README.md");
const results = JSON.parse(readFileSync(join(workspace, "acceptance.json"), "utf8"));
const bundle = join(workspace, "build", `readme-${process.pid}.mjs`);

try {
  await build({
    entryPoints: [join(workspace, "scripts", "readme", "readme.ts")],
    bundle: true,
    platform: "node",
    format: "esm",
    packages: "external",
    outfile: bundle,
    logLevel: "error",
  });
  const { currentReadme } = await import(pathToFileURL(bundle).href);
  writeFileSync(readme, currentReadme(readFileSync(readme, "utf8"), results));
} finally {
  rmSync(bundle, { force: true });
}
