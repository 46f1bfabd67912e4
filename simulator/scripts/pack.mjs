/** Makes what is published beside bin/: the program as JavaScript, and the types of its entry. Runs before `npm pack`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import ts from "typescript";

const workspace = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(workspace, "src");
const dist = join(workspace, "dist");

rmSync(dist, { recursive: true, force: true });
await build({
  entryPoints: [join(source, "index.ts"), join(source, "cli.ts")],
  bundle: true,
  splitting: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  outdir: dist,
  outExtension: { ".js": ".mjs" },
  logLevel: "error",
});
writeTypes(join(source, "index.ts"), sources());

/** All that the entry leads to. */
function sources() {
  return ts.createProgram([join(source, "index.ts")], {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    types: ["node"],
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    skipLibCheck: true,
    declaration: true,
    emitDeclarationOnly: true,
    rootDir: source,
    outDir: join(dist, "types"),
  });
}

/** Writes what a file declares, and the files that it names in doing so: those alone, of all that the program has. */
function writeTypes(file, program, written = new Set()) {
  if (written.has(file)) return;
  written.add(file);
  const { diagnostics } = program.emit(program.getSourceFile(file), (path, text) => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    for (const [, name] of text.matchAll(/(?:from |import\()"(\.[^"]+)"/g))
      writeTypes(resolve(dirname(file), name), program, written);
  });
  for (const { messageText } of diagnostics) throw new Error(ts.flattenDiagnosticMessageText(messageText, "\n"));
}
