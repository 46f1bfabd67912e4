import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { labFolder } from "../lab-folder.ts";

/** Folder of the fixtures beside this file. */
export const fixtures = fileURLToPath(new URL(".", import.meta.url));

/** The base lab with two containers on `asus` (postgresql, and wiki after it), and what is laid over it. */
export function containerLab(overlay: string | Readonly<Record<string, string>> = {}): string {
  const root = labFolder(join(fixtures, "base"));
  if (typeof overlay === "string")
    cpSync(overlay, root, { recursive: true, filter: (path) => !path.endsWith("expected.txt") });
  else for (const [file, text] of Object.entries(overlay)) writeFileSync(join(root, file), text);
  return root;
}
