import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { expect, test } from "@jest/globals";
import { fileForm } from "../../../scripts/target/file-form.ts";

test("a form has its fields in their order, then the file with its type, and the length that it tells", async () => {
  const folder = mkdtempSync(join(tmpdir(), "strata-form-"));
  const file = join(folder, "disk.qcow2");
  writeFileSync(file, "\x00data\r\n--not the boundary\r\n");
  const fields = { content: "import", "checksum-algorithm": "sha256", checksum: "ab" };
  const { type, length, send } = await fileForm(fields, file, "unfinished.qcow2");
  const boundary = type.replace("multipart/form-data; boundary=", "");
  const sent = new PassThrough();
  const [, bytes] = await Promise.all([send(sent), buffer(sent)]);
  const lines = [
    ...[`--${boundary}`, 'Content-Disposition: form-data; name="content"', "", "import"],
    ...[`--${boundary}`, 'Content-Disposition: form-data; name="checksum-algorithm"', "", "sha256"],
    ...[`--${boundary}`, 'Content-Disposition: form-data; name="checksum"', "", "ab"],
    ...[`--${boundary}`, 'Content-Disposition: form-data; name="filename"; filename="unfinished.qcow2"'],
    ...["Content-Type: application/octet-stream", "", "\x00data\r\n--not the boundary\r\n", `--${boundary}--`, ""],
  ];
  expect(bytes.toString()).toBe(lines.join("\r\n"));
  expect(bytes).toHaveLength(length);
  rmSync(folder, { recursive: true });
});
