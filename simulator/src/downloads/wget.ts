/** Downloads a file as a node does, in the words of wget. Source: download_file_from_url of PVE::Tools; wget's messages. */
import { createReadStream, rmSync } from "node:fs";
import type { Transform } from "node:stream";
import { createGunzip } from "node:zlib";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { until, type Work } from "../tasks/work.ts";
import { ask, FetchError, type FetchedFile, writeBody } from "./loopback.ts";

export interface Download {
  readonly url: string;
  readonly verify: boolean;
}

export interface DownloadedFile extends FetchedFile {
  readonly path: string;
}

/** @returns a file that is the caller's to keep or to remove. @throws 500 `download failed: …` */
export function* wget(cluster: Cluster, { url, verify }: Download): Work<DownloadedFile> {
  const path = cluster.bytes.temporary();
  try {
    return { path, ...(yield* until(fetched(cluster, url, verify, path))) };
  } catch (error) {
    rmSync(path, { force: true });
    throw refusal(`download failed: ${error instanceof FetchError ? wording(error) : (error as Error).message}`);
  }
}

async function fetched(cluster: Cluster, url: string, verify: boolean, path: string): Promise<FetchedFile> {
  const answer = await ask("GET", url, { verify, agent: "Wget/1.25.0" });
  if (answer.statusCode !== 200) {
    answer.destroy();
    const when = new Date(cluster.clock.now()).toISOString().replace("T", " ").slice(0, 19);
    throw new Error(`${when} ERROR ${answer.statusCode}: ${answer.statusMessage}.`);
  }
  return writeBody(answer, path);
}

function wording({ kind, host, port, message }: FetchError): string {
  if (kind === "unresolved") return `wget: unable to resolve host address ‘${host}’`;
  if (kind === "untrusted") return `To connect to ${host} insecurely, use \`--no-check-certificate'.`;
  return kind === "unreachable" ? `Connecting to ${host}:${port}... failed: ${message}.` : message;
}

/** Source: KNOWN_COMPRESSION_FORMATS of PVE::Storage::Plugin. */
const known: ReadonlySet<string> = new Set(["gz", "lzo", "zst", "bz2"]);
const unpackers: Readonly<Record<string, () => Transform>> = { gz: createGunzip };

/** Unpacks a downloaded file, which goes. @throws 500 when it is not packed so, or that packing is not simulated */
export function* unpacked(cluster: Cluster, packed: DownloadedFile, compression: string): Work<DownloadedFile> {
  const unpacker = unpackers[compression];
  const path = cluster.bytes.temporary();
  try {
    if (!known.has(compression)) throw refusal("no decompression method found");
    if (!unpacker) throw refusal(`decompressing ${compression} is not simulated`);
    return { path, ...(yield* until(writeBody(createReadStream(packed.path), path, unpacker()))) };
  } catch (error) {
    rmSync(path, { force: true });
    if (!unpacker) throw error;
    throw refusal(`command 'zcat ${packed.path}' failed: exit code 1`);
  } finally {
    rmSync(packed.path, { force: true });
  }
}
