/** Reads an upload: its fields, and its file streamed to disk while it is hashed. */
import { createHash } from "node:crypto";
import { createWriteStream } from "node:fs";
import { rm } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import busboy from "busboy";
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
  const writing: Promise<UploadedFile>[] = [];
  const form = busboy({ headers: request.headers, limits: { files: 1 } });
  form.on("field", (name, value) => {
    fields[name] = value;
  });
  form.on("file", (field, stream, { filename = "" }) => {
    if (field !== "filename") {
      stream.resume();
      writing.push(
        Promise.reject(new PveError(500, `wrong field name '${field}' for file upload, expected 'filename'`)),
      );
      return;
    }
    fields.filename ??= filename;
    writing.push(
      store(
        stream,
        filename,
        join(folder, `upload-${process.pid}-${Date.now()}-${Math.random().toString(36).slice(2)}`),
      ),
    );
  });
  try {
    await pipeline(request, form);
  } catch {
    await Promise.allSettled(writing);
    throw new PveError(500, "upload failed");
  }
  const [file] = await Promise.all(writing);
  return { fields, file };
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
