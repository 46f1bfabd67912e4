/** Reads an upload: its fields, and its file streamed to disk while it is hashed. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy, { type Busboy } from "busboy";
import type { UploadedFile } from "../kernel/endpoint.ts";
import { PveError } from "../kernel/error.ts";

export interface Upload {
  readonly fields: Record<string, unknown>;
  readonly file: UploadedFile | undefined;
}

/**
 * @param folder where the file is put, under a name of its own
 * @throws 500 for a form that breaks off or names its file field otherwise than `filename`
 */
export async function readUpload(request: IncomingMessage, folder: string): Promise<Upload> {
  const fields: Record<string, unknown> = {};
  let writing: Promise<UploadedFile> | undefined;
  let fault: PveError | undefined;
  const form = formOf(request);
  form.on("field", (name, value) => {
    fields[name] = value;
  });
  form.on("file", (field, stream, { filename = "" }) => {
    if (field !== "filename") {
      fault = new PveError(500, `wrong field name '${field}' for file upload, expected 'filename'`);
      stream.resume();
      return;
    }
    fields.filename ??= filename;
    const path = join(folder, `upload-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`);
    writing = store(stream, filename, path);
    // Nobody waits for it yet: a disk that takes no more ends the form.
    writing.catch(() => form.destroy());
  });
  try {
    await pipeline(request, form);
    if (fault) throw fault;
    return { fields, file: await writing };
  } catch (error) {
    const stored = await writing?.catch(() => undefined);
    if (stored) await rm(stored.path, { force: true });
    throw error instanceof PveError ? error : new PveError(500, "upload failed");
  }
}

/** @throws 500 for a form that does not say where its parts end */
function formOf({ headers }: IncomingMessage): Busboy {
  try {
    return busboy({ headers, limits: { files: 1 } });
  } catch {
    throw new PveError(500, `upload 'Content-Type '${headers["content-type"]}' not implemented`);
  }
}

async function store(stream: NodeJS.ReadableStream, name: string, path: string): Promise<UploadedFile> {
  const hash = createHash("sha256");
  let size = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _, done) {
      hash.update(chunk);
      size += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(stream, counted, createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
  return { name, path, size, sha256: hash.digest("hex") };
}
