import { createHash } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { digestOfFile } from "../digest.ts";
import type { BuildPlaces } from "./places.ts";
import { type BuildRecord, checksums, type Manifest, manifest, provenance } from "./records.ts";

/** A built disk with its records beside it. */
export interface Artifact {
  /** The disk, absolute. */
  readonly file: string;
  readonly manifest: Manifest;
}

/** What stands beside the disk. */
const records = { manifest: "manifest.json", provenance: "provenance.intoto.json", sums: "SHA256SUMS" } as const;

/** The artifact of an earlier build, or undefined where there is none. */
export async function readArtifact({ artifact }: BuildPlaces): Promise<Artifact | undefined> {
  const text = await readFile(join(artifact, records.manifest), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  const manifest = JSON.parse(text) as Manifest;
  return { file: join(artifact, manifest.file), manifest };
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
  record: Omit<BuildRecord, "disk">,
  name: string,
): Promise<Artifact> {
  const aside = join(places.work, "artifact");
  await mkdir(aside);
  await rename(disk, join(aside, name));
  const { size } = await stat(join(aside, name));
  const whole = { ...record, disk: { file: name, digest: await digestOfFile(join(aside, name)), size } };
  const texts = { [records.manifest]: manifest(whole), [records.provenance]: provenance(whole) };
  const digests: Record<string, string> = { [name]: whole.disk.digest };
  for (const [file, value] of Object.entries(texts)) {
    const text = `${JSON.stringify(value, null, 2)}\n`;
    await writeFile(join(aside, file), text);
    digests[file] = createHash("sha256").update(text).digest("hex");
  }
  await writeFile(join(aside, records.sums), checksums(digests));
  await rm(places.artifact, { recursive: true, force: true });
  await rename(aside, places.artifact);
  return { file: join(places.artifact, name), manifest: manifest(whole) };
}
