/** Downloading ISO images, OS templates and disk images to a storage. */
import { createHash } from "node:crypto";
import { rmSync } from "node:fs";
import type { Cluster } from "../../cluster.ts";
import { unpacked, wget } from "../../downloads/wget.ts";
import { endpoint } from "../../kernel/endpoint.ts";
import { refusal } from "../../kernel/error.ts";
import { every, must, privileged, some } from "../../permission/rule.ts";
import { boolean, choice, optional, string } from "../../schema/schema.ts";
import { storageOn } from "../../storage/access.ts";
import { checkFile } from "../../storage/check-file.ts";
import { cleanFileName, findFile, folderOf, keepFile } from "../../storage/files.ts";
import type { Volume } from "../../storage/slices.ts";
import { say, until, type Work } from "../../tasks/work.ts";
import { checksumOptions, hashOfFile, verifyChecksum } from "../storage/upload.ts";

export const downloadUrl = endpoint({
  method: "POST",
  path: "/nodes/{node}/storage/{storage}/download-url",
  permission: must(
    every(
      privileged("/storage/{storage}", "Datastore.AllocateTemplate"),
      some(privileged("/", "Sys.Audit", "Sys.Modify"), privileged("/nodes/{node}", "Sys.AccessNetwork")),
    ),
  ),
  parameters: {
    url: string({ pattern: "https?://.*" }),
    content: { ...choice("iso", "vztmpl", "import"), format: "pve-storage-content" },
    filename: string({ maxLength: 255 }),
    ...checksumOptions,
    compression: optional(string()),
    "verify-certificates": optional(boolean(), true),
  },
  task: "download",
  taskId: ({ content, filename }) => encodeURIComponent(cleanFileName(content, filename)),
  without: "hosts other than this machine, which do not resolve; unpacking of lzo, zst and bz2",
  *run({ cluster, parameters }) {
    const { node, content, url, compression, checksum } = parameters;
    const storage = storageOn(cluster, node, parameters.storage);
    if (storage.options.path === undefined) {
      throw refusal(`can't upload to storage type '${storage.type}', not a file based storage!`);
    }
    if (!storage.content.includes(content)) {
      throw refusal(`storage '${storage.storage}' is not configured for content-type '${content}'`);
    }
    const name = cleanFileName(content, parameters.filename);
    const target = `${folderOf(storage, content)}/${name}`;
    const wanted = checksum && { algorithm: parameters["checksum-algorithm"] ?? "", expected: checksum };
    yield* say(`downloading ${url} to ${target}`);
    if (compression !== undefined && content !== "iso") throw refusal(`decompression not supported for ${content}`);
    const there = findFile(cluster, node, storage, content, name);
    if (there && (yield* isSame(cluster, there, target, wanted || undefined))) return;
    let file = yield* wget(cluster, { url, verify: parameters["verify-certificates"] });
    try {
      if (wanted) yield* verifyChecksum(hashOfFile(file.path, wanted.algorithm), wanted.expected);
      if (compression !== undefined) {
        yield* say(`decompressing ${target}.tmp_dwnl to ${target}.tmp_dcom`);
        file = yield* unpacked(cluster, file, compression);
      }
      verify(() => checkFile({ ...file, content, name }));
      yield* keepFile(cluster, node, storage, { ...file, content, name });
    } finally {
      rmSync(file.path, { force: true });
    }
    yield* say(`download of '${url}' to '${target}' finished`);
  },
});

/** Whether the file that is there is the one that is wanted. @throws 500 when another is in the way */
function* isSame(
  cluster: Cluster,
  { sha256, volid }: Volume,
  target: string,
  wanted: { readonly algorithm: string; readonly expected: string } | undefined,
): Work<boolean> {
  if (!wanted) throw refusal(`refusing to override existing file '${target}'`);
  const { algorithm, expected } = wanted;
  const got =
    sha256 === undefined
      ? createHash(algorithm).update(volid).digest("hex")
      : yield* until(hashOfFile(cluster.bytes.path(sha256), algorithm));
  if (got.toLowerCase() !== expected.toLowerCase()) {
    throw refusal(`checksum mismatch: got '${got}' != expect '${expected}', aborting`);
  }
  yield* say("calculating checksum of existing file...OK, got correct file already, no need to download");
  return true;
}

function verify(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw refusal(`failed to verify file: ${(error as Error).message}`);
  }
}
