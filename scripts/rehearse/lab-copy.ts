import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { parseDocument } from "yaml";

/** Folder of this program, where its `main.ts` and its packages are. */
const checkout = fileURLToPath(new URL("../..", import.meta.url));

/** A copy of the lab's files: a rehearsal changes personas, and the person's own must not move. */
export interface LabCopy {
  readonly root: string;
  readonly site: string;
  /** Path of the command line program. */
  readonly strata: string;
  /** Path of the real cdktf-cli. */
  readonly cdktf: string;
  /** Sets one value of a persona's file, as a person would with an editor. */
  edit(persona: string, key: string, value: unknown): Promise<void>;
}

/** Copies a site's personas and all images below `folder`, with a `cdktf.json` that runs this program's `main.ts`. */
export async function copyLab(root: string, site: string, folder: string): Promise<LabCopy> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const part of [join("personas", site), "images"])
    await cp(join(root, part), join(folder, part), { recursive: true });

  const settings = JSON.parse(await readFile(join(checkout, "cdktf.json"), "utf8"));
  const app = `node ${join(relative(folder, checkout), "toolchain/run.mjs")} main.ts`;
  await writeFile(join(folder, "cdktf.json"), `${JSON.stringify({ ...settings, app }, null, 2)}\n`);

  return {
    root: folder,
    site,
    strata: join(checkout, "scripts/strata.mjs"),
    cdktf: join(checkout, "node_modules/.bin/cdktf"),
    async edit(persona, key, value) {
      const file = join(folder, "personas", site, `${persona}.yaml`);
      const document = parseDocument(await readFile(file, "utf8"));
      document.set(key, value);
      await writeFile(file, document.toString());
    },
  };
}
