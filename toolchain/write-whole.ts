import { randomUUID } from "node:crypto";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/**
 * Writes a file so that a reader sees the old text or the new one, never half of it; makes its folder. Where that fails,
 * nothing is left beside it.
 *
 * @param mode who may read it, `0o600` for a secret; what the system gives a new file unless said
 */
export async function writeWhole(path: string, text: string, mode?: number): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  await mkdir(dirname(path), { recursive: true });
  try {
    await writeFile(aside, text, { mode });
    await rename(aside, path);
  } catch (error) {
    await rm(aside, { force: true });
    throw error;
  }
}
