import { randomUUID } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it; makes its folder.
 *
 * @param mode who may read it, `0o600` for a secret; what the system gives a new file unless said
 */
export async function writeWhole(path: string, text: string, mode?: number): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  await writeFile(aside, text, { mode });
  await rename(aside, path);
}
