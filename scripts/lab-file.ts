import { existsSync, readFileSync } from "node:fs";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { loadLab } from "../model/load.ts";
import { writeWhole } from "../toolchain/write-whole.ts";

/**
 * Writes a file that the lab consists of. It stays changed only where the lab with it is right; else it is as it was, or
 * not there.
 *
 * @param file path from the lab's root; its folder is made
 * @throws Faults with every fault of the lab that it would make
 */
export async function writeLabFile(root: string, site: string, file: string, text: string): Promise<void> {
  const path = join(root, file);
  const before = existsSync(path) ? readFileSync(path, "utf8") : undefined;
  await writeWhole(path, text);
  try {
    loadLab(root, site);
  } catch (error) {
    if (before === undefined) await rm(path);
    else await writeWhole(path, before);
    throw error;
  }
}
