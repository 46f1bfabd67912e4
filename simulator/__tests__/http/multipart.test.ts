import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "@jest/globals";
import { readUpload } from "../../src/http/multipart.ts";

test("a file that cannot be kept ends the upload, and nothing else", async () => {
  const chunk = Buffer.alloc(64 * 1024, "x");
  const begin = Buffer.from('--b\r\nContent-Disposition: form-data; name="filename"; filename="a.iso"\r\n\r\n');
  const stream = Readable.from([begin, ...Array.from({ length: 64 }, () => chunk), Buffer.from("\r\n--b--\r\n")]);
  const request = Object.assign(stream, { headers: { "content-type": "multipart/form-data; boundary=b" } });
  const folder = join(tmpdir(), "no-such-folder", "at-all");
  await expect(readUpload(request as unknown as IncomingMessage, folder)).rejects.toMatchObject({
    status: 500,
    message: "upload failed",
  });
});
