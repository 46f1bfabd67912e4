import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, StrataError } from "../model/exit.ts";
import { loadLab } from "../model/load.ts";

/**
 * Writes the file of a new guest: leaves it only where the lab with it is right, and never touches one that is there.
 *
 * @throws StrataError 1 where it is there already, and with every fault of the lab that it would make
 */
export function writePersona(root: string, site: string, file: string, content: string): void {
  try {
    writeFileSync(join(root, file), content, { flag: "wx" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    throw new StrataError(exitCodes.wrongInput, `${file} is there already; choose another name, or edit it`);
  }
  try {
    loadLab(root, site);
  } catch (error) {
    rmSync(join(root, file));
    throw error;
  }
}
