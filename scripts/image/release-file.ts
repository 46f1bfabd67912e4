import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { type Document, isScalar, isSeq, parseDocument, YAMLSeq } from "yaml";
import { formatSize } from "../../model/bytes.ts";
import type { Image } from "../../model/lab.ts";
import type { TemplatePlace } from "../../model/placed-release.ts";
import { releasePath } from "../../model/release-to-build.ts";
import type { ReleaseFile } from "../../model/schemas/release.ts";
import { writeWhole } from "../../toolchain/write-whole.ts";
import type { Manifest } from "./packer/records.ts";

/** What a release is and how it came to be, as its file keeps it. */
export type Recorded = Pick<Manifest, "release" | "template" | "k3s" | "digest"> & {
  readonly built: NonNullable<ReleaseFile["built"]>;
};

const header = "# yaml-language-server: $schema=../../../schemas/release.json\n";

/**
 * Writes what was built into `images/<image>/releases/<release>.yaml`, and where it stands. What else is in the file stays,
 * comments too; but a boot test was one of another disk, where the digest is another.
 *
 * @returns the file's path, from the lab's root
 */
export async function writeRelease(
  root: string,
  image: Image,
  { release, template, k3s, digest, built }: Recorded,
  place?: TemplatePlace,
): Promise<string> {
  const file = releasePath(image.name, release);
  const path = join(root, file);
  const document = parseDocument(existsSync(path) ? readFileSync(path, "utf8") : `${header}name: ${template}\n`);
  if (document.get("digest") !== digest) document.delete("tested");
  document.delete("retired");
  set(document, "name", template);
  set(document, "disk", formatSize(image.disk));
  if (k3s !== undefined) set(document, "k3s", k3s);
  set(document, "digest", digest);
  document.set("built", inline(document, built));
  const templates = templatesOf(document);
  if (place) stand(document, templates, place);
  await writeWhole(path, document.toString({ lineWidth: 0 }));
  return file;
}

/** Writes into a release's file that a clone of this disk held what its image promises. @returns the file's path */
export async function recordTest(root: string, image: string, release: string, digest: string): Promise<string> {
  const file = releasePath(image, release);
  const path = join(root, file);
  const document = parseDocument(readFileSync(path, "utf8"));
  document.set("tested", inline(document, { at: new Date().toISOString().replace(/\.\d+Z$/, "Z"), digest }));
  templatesOf(document);
  await writeWhole(path, document.toString({ lineWidth: 0 }));
  return file;
}

/** The list of templates, moved to the file's end. */
function templatesOf(document: Document): YAMLSeq {
  const there = document.get("templates", true);
  const templates = isSeq(there) ? there : new YAMLSeq();
  document.delete("templates");
  document.set("templates", templates);
  return templates;
}

/** One template a site and node: an entry that is right already stays as it is. */
function stand(document: Document, templates: YAMLSeq, place: TemplatePlace): void {
  const entries = templates.toJS(document) as readonly TemplatePlace[];
  const at = entries.findIndex(({ site, node }) => site === place.site && node === place.node);
  if (at >= 0 && isDeepStrictEqual(entries[at], place)) return;
  templates.flow = false;
  if (at < 0) templates.add(inline(document, place));
  else templates.set(at, inline(document, place));
}

/** A remark beside a value that said CHANGEME is about the value that goes. */
function set(document: Document, key: string, value: string): void {
  const before = document.get(key, true);
  if (isScalar(before) && String(before.value).includes("CHANGEME")) before.comment = null;
  document.set(key, value);
}

function inline(document: Document, value: object) {
  return document.createNode(value, { flow: true });
}
