import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { roughSize } from "../bytes.ts";
import type { Fault } from "../fault.ts";

/** Larger than any file a person writes here; a larger one is a mistake and is not read. Bytes. */
const largest = 2 ** 20;

const trouble: Record<string, string> = {
  EACCES: "cannot be read; give yourself permission to read it",
  EPERM: "cannot be read; give yourself permission to read it",
  ENOENT: "does not exist",
  ENOTDIR: "does not exist: a part of its path is a file, not a folder",
  ENAMETOOLONG: "has a name that is too long",
};

/** Text of a file under the lab's root, or the reason why there is none. Only plain UTF-8 files of up to 1 MiB are read. */
export function readText(root: string, file: string): { text: string } | { fault: Fault } {
  const reason = (message: string) => ({ fault: { at: { file, line: 1, column: 1 }, message } });
  try {
    const path = join(root, file);
    const facts = lstatSync(path);
    if (facts.isDirectory()) return reason("is a folder; a file should be here");
    if (facts.isSymbolicLink()) return reason("is a symbolic link; put the file itself here");
    if (!facts.isFile()) return reason("is not a plain file");
    if (facts.size > largest)
      return reason(`has ${roughSize(facts.size)}; a file here has at most ${roughSize(largest)}`);
    return { text: new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path)) };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return reason("is not UTF-8 text; save it as UTF-8");
    return reason(trouble[code] ?? `cannot be read (${code})`);
  }
}
