/** Tar files, as far as they are looked into and written here. Source: POSIX.1-1988, ustar. */
import { createHash } from "node:crypto";
import { closeSync, openSync, readSync } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

const block = 512;

export interface TarEntry {
  readonly name: string;
  /** Bytes of it, and where they begin in the file. */
  readonly size: number;
  readonly at: number;
}

/** What is in a tar file; of one that is none, nothing. */
export function* tarEntries(path: string): Generator<TarEntry> {
  const file = openSync(path, "r");
  try {
    const header = Buffer.alloc(block);
    for (let at = 0; readSync(file, header, 0, block, at) === block && header[0] !== 0; ) {
      const [name = ""] = header.toString("latin1", 0, 100).split("\0");
      const size = Number.parseInt(header.toString("latin1", 124, 136), 8) || 0;
      yield { name, size, at: at + block };
      at += block + Math.ceil(size / block) * block;
    }
  } finally {
    closeSync(file);
  }
}

export function readEntry(path: string, { size, at }: TarEntry): Buffer {
  const file = openSync(path, "r");
  try {
    const content = Buffer.alloc(size);
    readSync(file, content, 0, size, at);
    return content;
  } finally {
    closeSync(file);
  }
}

/** A tar file that is being written. */
export class TarWriter {
  readonly #file: FileHandle;
  readonly #hash = createHash("sha256");
  #size = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  static async create(path: string): Promise<TarWriter> {
    return new TarWriter(await open(path, "w", 0o600));
  }

  /** @param size bytes that the content has. @throws Error when it has more or fewer */
  async add(name: string, size: number, content: AsyncIterable<Buffer> | Iterable<Buffer>): Promise<void> {
    await this.#write(headerOf(name, size));
    let written = 0;
    for await (const chunk of content) {
      written += chunk.length;
      if (written > size) break;
      await this.#write(chunk);
    }
    if (written !== size) throw new Error(`${name}: has not the ${size} bytes that were promised`);
    await this.#write(Buffer.alloc((block - (size % block)) % block));
  }

  /** @returns what the whole file is */
  async finish(): Promise<{ readonly size: number; readonly sha256: string }> {
    await this.#write(Buffer.alloc(2 * block));
    return { size: this.#size, sha256: this.#hash.digest("hex") };
  }

  close = (): Promise<void> => this.#file.close();

  async #write(bytes: Buffer): Promise<void> {
    this.#hash.update(bytes);
    this.#size += bytes.length;
    await this.#file.write(bytes);
  }
}

/** @param name up to 100 characters */
function headerOf(name: string, size: number): Buffer {
  const header = Buffer.alloc(block);
  const octal = (value: number, at: number, digits: number) =>
    header.write(`${value.toString(8).padStart(digits, "0")}\0`, at, "latin1");
  header.write(name, 0, "latin1");
  octal(0o644, 100, 7);
  octal(0, 108, 7);
  octal(0, 116, 7);
  octal(size, 124, 11);
  octal(0, 136, 11);
  header.write("        0", 148, "latin1");
  header.write("ustar\u000000", 257, "latin1");
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
  return header;
}
