import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { digestOfFile } from "../digest.ts";
import type { BuildPlaces } from "./places.ts";
import { type BuildRecord, checksums, type DiskFile, type Manifest, manifest, provenance } from "./records.ts";

/** A built disk with its records beside it. */
export interface Artifact {
  /** The disk, absolute. */
  readonly file: string;
  readonly manifest: Manifest & DiskFile;
}

/** What stands beside the disk. */
const records = { manifest: "manifest.json", provenance: "provenance.intoto.json", sums: "SHA256SUMS" } as const;

/** The artifact of an earlier build, or undefined where there is none, or its disk never was on this machine. */
export async function readArtifact(places: BuildPlaces): Promise<Artifact | undefined> {
  const manifest = await readManifest(places);
  return manifest && "file" in manifest ? { file: join(places.artifact, manifest.file), manifest } : undefined;
}

/** What an earlier build on this machine recorded. */
export async function readManifest({ artifact }: BuildPlaces): Promise<Manifest | (Manifest & DiskFile) | undefined> {
  const text = await readFile(join(artifact, records.manifest), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as Manifest);
}

/** Reads the disk again. @throws StrataError 3 where it is not the one that was recorded */
export async function verifyArtifact({ file, manifest }: Artifact): Promise<void> {
  const found = await digestOfFile(file).catch(() => "missing");
  if (found === manifest.digest) return;
  throw new StrataError(
    exitCodes.refused,
    `${file} is not what was built: ${found}, recorded is ${manifest.digest}; remove its folder, then build again`,
  );
}

/** Puts the disk of a build that ended well and its records in their place, by one rename. @param disk absolute */
export async function keepArtifact(
  places: BuildPlaces,
  disk: string,
  record: Omit<BuildRecord, "digest">,
  name: string,
): Promise<Artifact> {
  const aside = await besides(places);
  await rename(disk, join(aside, name));
  const { size } = await stat(join(aside, name));
  const whole = { ...record, digest: await digestOfFile(join(aside, name)) };
  const file: DiskFile = { file: name, size, format: "qcow2" };
  const { image, release, template, ...rest } = manifest(whole);
  const kept = { image, release, template, ...file, ...rest };
  await writeRecords(aside, { [name]: whole.digest }, kept, provenance(whole, name));
  await putInPlace(aside, places);
  return { file: join(places.artifact, name), manifest: kept };
}

/** The same for a build whose disk is a template on the host: its records alone. */
export async function keepRecords(places: BuildPlaces, record: BuildRecord): Promise<Manifest> {
  const aside = await besides(places);
  const kept = manifest(record);
  await writeRecords(aside, {}, kept, provenance(record, kept.template));
  await putInPlace(aside, places);
  return kept;
}

async function besides({ work }: BuildPlaces): Promise<string> {
  const aside = join(work, "artifact");
  await mkdir(aside);
  return aside;
}

async function writeRecords(
  aside: string,
  disks: Readonly<Record<string, string>>,
  kept: Manifest,
  statement: unknown,
): Promise<void> {
  const digests = { ...disks };
  for (const [file, value] of Object.entries({ [records.manifest]: kept, [records.provenance]: statement })) {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    await writeFile(join(aside, file), text);
    digests[file] = createHash("sha256").update(text).digest("hex");
  }
  await writeFile(join(aside, records.sums), checksums(digests));
}

async function putInPlace(aside: string, { artifact }: BuildPlaces): Promise<void> {
  await rm(artifact, { recursive: true, force: true });
  await rename(aside, artifact);
}
