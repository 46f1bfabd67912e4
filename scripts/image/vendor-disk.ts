import { createWriteStream } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { ReadableStream } from "node:stream/web";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { readReleaseFile } from "../../model/release-to-build.ts";
import { digestOfFile } from "./digest.ts";
import type { BuildPlaces } from "./packer/places.ts";
import type { ReleaseDisk } from "./proof/prove.ts";

/**
 * The disk of a release as its vendor published it, fetched to this machine and checked as Proxmox fetched and checked it.
 * It is fetched once: what is there and has the right checksum is taken.
 *
 * @returns the disk, and the digest that the release's file promises
 * @throws StrataError 1 for a release that is not made, 3 for a disk that is another, 4 where the vendor does not answer
 */
export async function vendorDisk(
  root: string,
  places: Pick<BuildPlaces, "artifact">,
  image: string,
  release: string,
): Promise<{ readonly disk: ReleaseDisk; readonly digest: string }> {
  const { built, digest } = readReleaseFile(root, image, release) ?? {};
  if (built?.url === undefined || digest === undefined)
    throw new StrataError(
      exitCodes.wrongInput,
      `${image} ${release} is not made yet; \`scripts/create-template ${image}\` makes it`,
    );
  const format = built.url.endsWith(".raw") ? "raw" : "qcow2";
  const file = `${places.artifact}.vendor.${format}`;
  if ((await digestOf(file, digest)) !== digest) await fetchDisk(built.url, file, digest);
  return { disk: { file, manifest: { release, format } }, digest };
}

async function fetchDisk(url: string, file: string, digest: string): Promise<void> {
  const draft = `${file}.unfinished`;
  await mkdir(dirname(file), { recursive: true });
  try {
    const response = await fetch(url);
    if (!response.ok || !response.body) throw new Error(`it answered ${response.status}`);
    await pipeline(Readable.fromWeb(response.body as ReadableStream), createWriteStream(draft));
    const found = await digestOf(draft, digest);
    if (found !== digest)
      throw new StrataError(
        exitCodes.refused,
        `${url} is ${found} and the release promises ${digest}; nothing was kept: compare both with the vendor's list`,
      );
    await rename(draft, file);
  } catch (error) {
    if (error instanceof StrataError) throw error;
    const { cause, message } = error as Error;
    const why = cause instanceof Error ? cause.message : message;
    throw new StrataError(
      exitCodes.unreachable,
      `${url} cannot be fetched (${why}); see that it still exists, then run this again`,
    );
  } finally {
    await rm(draft, { force: true });
  }
}

/** Digest of a file by the algorithm of another digest; undefined where there is none. */
async function digestOf(file: string, like: string): Promise<string | undefined> {
  return digestOfFile(file, like.startsWith("sha512:") ? "sha512" : "sha256").catch(() => undefined);
}
