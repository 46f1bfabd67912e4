/** Uploading ISO images, OS templates and disk images. */
import { createHash } from "node:crypto";
import { createReadStream, rmSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { must, privileged } from "../../permission/rule.ts";
import { choice, optional, string } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import { checkFile } from "../../storage/check-file.ts";
import { cleanFileName, folderOf, keepFile } from "../../storage/files.ts";
import { say, until, type Work } from "../../tasks/work.ts";

export const checksumOptions = {
  checksum: { ...optional(string()), requires: "checksum-algorithm" },
  "checksum-algorithm": {
    ...optional(choice("md5", "sha1", "sha224", "sha256", "sha384", "sha512")),
    requires: "checksum",
  },
} as const;

export const upload = endpoint({
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/upload",
  permission: must(privileged("/storage/{storage}", "Datastore.AllocateTemplate")),
  parameters: {
    content: { ...choice("iso", "vztmpl", "import"), format: "pve-storage-content" },
    filename: string({ maxLength: 255 }),
    ...checksumOptions,
    tmpfilename: optional(string({ pattern: "/var/tmp/pveupload-[0-9a-f]+" })),
  },
  upload: true,
  task: "imgcopy",
  taskId: () => "",
  *run({ cluster, parameters, file }) {
    const { node, content, checksum } = parameters;
    const storage = storageOn(cluster, node, parameters.storage);
    if (storage.options.path === undefined) throw refusal(`can't upload to storage type '${storage.type}'`);
    if (!file) throw refusal("missing temporary file name");
    const name = cleanFileName(content, parameters.filename);
    if (!storage.content.includes(content))
      throw refusal(`storage '${storage.storage}' does not support '${content}' content`);
    const algorithm = parameters["checksum-algorithm"];
    const found = algorithm === undefined ? undefined : hashOfFile(file.path, algorithm);
    // A task that fails in between takes the file away, and nobody waits for its hash.
    found?.catch(() => {});
    const temporary = `/var/tmp/pveupload-${cluster.random.hex(32)}`;
    const target = `${folderOf(storage, content)}/${name}`;
    try {
      yield* say(`starting file import from: ${temporary}`);
      if (found !== undefined && checksum !== undefined) yield* verifyChecksum(found, checksum);
      checkFile({ content, name, path: file.path, size: file.size });
      yield* say(`target node: ${node}`);
      yield* say(`target file: ${target}`);
      yield* say(`file size is: ${file.size}`);
      yield* say(`command: cp -- ${temporary} ${target}`);
      yield* keepFile(cluster, node, storage, { ...file, content, name });
      yield* say("finished file import successfully");
    } finally {
      rmSync(file.path, { force: true });
    }
  },
});

/** @throws when the file has another checksum than the client expects */
export function* verifyChecksum(found: Promise<string>, expected: string): Work {
  const got = yield* until(found);
  if (got.toLowerCase() !== expected.toLowerCase()) {
    throw refusal(`checksum mismatch: got '${got}' != expect '${expected}'`);
  }
  yield* say("calculating checksum...OK, checksum verified");
}

export async function hashOfFile(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm);
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex");
}
