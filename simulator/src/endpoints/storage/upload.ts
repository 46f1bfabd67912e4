/** Uploading ISO images, OS templates and disk images. */
import { createHash } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { endpoint, type UploadedFile } from "../../kernel/endpoint.ts";
import { invalidParameters, refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { choice, optional, string } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import { cleanFileName, putFile } from "../../storage/files.ts";
import { say, until } from "../../tasks/work.ts";

export const upload = endpoint({
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/upload",
  permission: must(privileged("/storage/{storage}", "Datastore.AllocateTemplate")),
  parameters: {
    content: { ...choice("iso", "vztmpl", "import"), format: "pve-storage-content" },
    filename: string({ maxLength: 255 }),
    checksum: { ...optional(string()), requires: "checksum-algorithm" },
    "checksum-algorithm": {
      ...optional(choice("md5", "sha1", "sha224", "sha256", "sha384", "sha512")),
      requires: "checksum",
    },
    tmpfilename: optional(string({ pattern: "/var/tmp/pveupload-[0-9a-f]+" })),
  },
  upload: true,
  task: "imgcopy",
  taskId: () => "",
  without: "looking into what is uploaded",
  *run({ cluster, parameters, file }) {
    const { node, content, checksum } = parameters;
    if (!file) throw invalidParameters({ tmpfilename: "temporary file is missing" });
    const storage = storageOn(cluster, node, parameters.storage);
    const name = cleanFileName(content, parameters.filename);
    if (!storage.content.includes(content))
      throw refusal(`storage '${storage.storage}' does not support '${content}' content`);
    const algorithm = parameters["checksum-algorithm"];
    const found = algorithm === undefined ? undefined : hashOf(file, algorithm);
    try {
      yield* say(`starting file import from: ${name}`);
      if (found !== undefined && checksum !== undefined) {
        const got = yield* until(found);
        if (got.toLowerCase() !== checksum.toLowerCase())
          throw refusal(`checksum mismatch: got '${got}' != expect '${checksum}'`);
        yield* say("calculating checksum...OK, checksum verified");
      }
      yield* until(cluster.bytes.adopt(file));
      putFile(cluster, node, storage, { content, name, size: file.size, sha256: file.sha256 });
      yield* say(`file size is: ${file.size}`);
      yield* say("finished file import successfully");
    } finally {
      rmSync(file.path, { force: true });
    }
  },
});

async function hashOf(file: UploadedFile, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(file.path), hash);
  return hash.digest("hex");
}
