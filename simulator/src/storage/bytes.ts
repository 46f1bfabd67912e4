/** Bytes that clients gave: each content once, in a file named by its SHA-256, for as long as a volume needs it. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { copyFile, rename } from "node:fs/promises";
import { join } from "node:path";

/** Name of a file that is still being written. */
const unfinished = /^new-\d+$/;

export class Bytes {
  readonly #folder: string;
  #unfinished = 0;

  /** @param folder made when missing */
  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const left of readdirSync(folder)) if (unfinished.test(left)) this.remove(left);
  }

  /** Where a content can be written before its SHA-256 is known, to be adopted or removed. */
  temporary(): string {
    this.#unfinished += 1;
    return join(this.#folder, `new-${this.#unfinished}`);
  }

  /** SHA-256 of everything that is kept. */
  all(): string[] {
    return readdirSync(this.#folder);
  }

  /** Where the bytes of that SHA-256 are. */
  path(sha256: string): string {
    return join(this.#folder, sha256);
  }

  /** Keeps a small content. @returns its SHA-256 */
  keep(content: Buffer): string {
    const sha256 = createHash("sha256").update(content).digest("hex");
    if (existsSync(this.path(sha256))) return sha256;
    const temporary = this.temporary();
    writeFileSync(temporary, content, { mode: 0o600 });
    renameSync(temporary, this.path(sha256));
    return sha256;
  }

  /** Takes a file over, by name or (from another file system) by copy. */
  async adopt(file: { readonly path: string; readonly sha256: string }): Promise<void> {
    try {
      await rename(file.path, this.path(file.sha256));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EXDEV") throw error;
      await copyFile(file.path, this.path(file.sha256));
    }
  }

  read(sha256: string): Buffer {
    return readFileSync(this.path(sha256));
  }

  remove(sha256: string): void {
    rmSync(this.path(sha256), { force: true });
  }
}
