import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { App } from "cdktf";

/**
 * Synthesizes an app into a folder. Each file is written aside and moved into its place, so that of two commands at once
 * in one checkout neither reads half of what the other writes; what else lies there, such as OpenTofu's own, stays.
 *
 * @param outdir what cdktf calls its output, `cdktf.out`; made where it is missing
 * @param build gives the app its stacks
 */
export function writeStacks(outdir: string, build: (app: App) => void): void {
  mkdirSync(outdir, { recursive: true });
  const draft = mkdtempSync(join(outdir, ".draft-"));
  try {
    const app = new App({ outdir: draft, stackTraces: false });
    build(app);
    app.synth();
    for (const file of filesOf(draft)) {
      mkdirSync(dirname(join(outdir, file)), { recursive: true });
      renameSync(join(draft, file), join(outdir, file));
    }
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

/** The files below a folder, those of its folders first: the manifest, which names the stacks, comes after them. */
function filesOf(folder: string): string[] {
  const depth = (file: string) => file.split(sep).length;
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort((one, other) => depth(other) - depth(one));
}
