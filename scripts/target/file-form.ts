import { randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { Writable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** A form with one file at its end (RFC 7578), read while it is sent: a disk has gigabytes. */
export interface FileForm {
  readonly type: string;
  /** Bytes of all of it; Proxmox takes no upload that does not say so before. */
  readonly length: number;
  /** Writes it and ends what it is written to. */
  send(to: Writable): Promise<void>;
}

/** @param named what Proxmox is to call the file, if not as it is called here */
export async function fileForm(
  fields: Readonly<Record<string, string>>,
  file: string,
  named: string = basename(file),
): Promise<FileForm> {
  const boundary = `strata-${randomBytes(16).toString("hex")}`;
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  // The file comes last: what Proxmox must know of it stands before. Where its data begins it knows by the line of the type.
  const disposition = `Content-Disposition: form-data; name="filename"; filename="${named}"`;
  const head = `${parts.join("")}--${boundary}\r\n${disposition}\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const tail = `\r\n--${boundary}--\r\n`;
  const { size } = await stat(file);
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    length: Buffer.byteLength(head) + size + Buffer.byteLength(tail),
    send: (to) => pipeline(whole(head, file, tail), to),
  };
}

async function* whole(head: string, file: string, tail: string) {
  yield Buffer.from(head);
  yield* createReadStream(file);
  yield Buffer.from(tail);
}
