/** Brings an image from a registry into one file, as `skopeo copy docker://… oci-archive:…` does. Source: the OCI image layout. */
import { rmSync } from "node:fs";
import type { Cluster } from "../cluster.ts";
import { refusal } from "../kernel/error.ts";
import { TarWriter } from "../storage/tar.ts";
import { say, until, type Work } from "../tasks/work.ts";
import { parseReference, sourceOf } from "./reference.ts";
import {
  type Descriptor,
  digestOf,
  fetchBlob,
  fetchManifest,
  fetchTags,
  RegistryError,
  type Repository,
  reach,
} from "./registry.ts";

export interface PulledFile {
  /** The caller's to keep or to remove. */
  readonly path: string;
  readonly size: number;
  readonly sha256: string;
}

interface Manifest {
  readonly config: Descriptor;
  readonly layers: readonly Descriptor[];
}

/** What an image made for Docker is called in the layout. */
const ociNames: Readonly<Record<string, string>> = {
  "application/vnd.docker.container.image.v1+json": "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.image.rootfs.diff.tar.gzip": "application/vnd.oci.image.layer.v1.tar+gzip",
  "application/vnd.docker.image.rootfs.diff.tar": "application/vnd.oci.image.layer.v1.tar",
};

/** @param target where the file will lie, for messages. @throws 500 when the program fails; why is in the log */
export function* pullImage(cluster: Cluster, reference: string, target: string): Work<PulledFile> {
  const path = cluster.bytes.temporary();
  try {
    const { repository, manifest } = yield* until(findImage(cluster, reference));
    yield* say("Getting image source signatures");
    for (const { digest } of manifest.layers) yield* say(`Copying blob ${digest}`);
    yield* say(`Copying config ${manifest.config.digest}`);
    const file = yield* until(writeArchive(path, repository, manifest));
    yield* say("Writing manifest to image destination");
    return { path, ...file };
  } catch (error) {
    rmSync(path, { force: true });
    yield* fatal(cluster, error, `initializing source docker://${reference}`);
    throw refusal(`command 'skopeo copy docker://${reference} oci-archive:${target}' failed: exit code 1`);
  }
}

/** @throws 500 when the program fails */
export async function listTags(cluster: Cluster, reference: string): Promise<readonly string[]> {
  try {
    return await fetchTags(await reach(sourceOf(cluster, parseReference(`${reference}:latest`))));
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    throw refusal(`command 'skopeo list-tags docker://${reference}' failed: exit code 1`);
  }
}

function* fatal(cluster: Cluster, error: unknown, about: string): Work {
  const message = error instanceof Error ? error.message : String(error);
  const when = new Date(cluster.clock.now()).toISOString().replace(/\.\d+/, "");
  yield* say(`time="${when}" level=fatal msg=${JSON.stringify(`${about}: ${message}`)}`);
}

async function findImage(cluster: Cluster, reference: string) {
  const repository = await reach(sourceOf(cluster, parseReference(reference)));
  const found = await fetchManifest(repository, repository.source.tag ?? "latest");
  const { manifests } = found as { manifests?: readonly Descriptor[] };
  if (!manifests) return { repository, manifest: checked(found) };
  const fitting = manifests.find(({ platform }) => platform?.os === "linux" && platform.architecture === "amd64");
  if (!fitting) {
    throw new RegistryError('no image found in image index for architecture "amd64", variant "", OS "linux"');
  }
  return { repository, manifest: checked(await fetchManifest(repository, fitting.digest)) };
}

function checked(found: unknown): Manifest {
  const { config, layers } = found as Partial<Manifest>;
  if (!config?.digest || !Array.isArray(layers) || !layers.every((layer) => layer?.digest)) {
    throw new RegistryError("unsupported manifest");
  }
  return { config, layers };
}

const named = ({ mediaType, digest, size }: Descriptor) => ({
  mediaType: ociNames[mediaType] ?? mediaType,
  digest,
  size,
});

async function writeArchive(path: string, repository: Repository, { config, layers }: Manifest) {
  const manifest = json({
    schemaVersion: 2,
    mediaType: "application/vnd.oci.image.manifest.v1+json",
    config: named(config),
    layers: layers.map(named),
  });
  const digest = digestOf(manifest);
  const index = json({
    schemaVersion: 2,
    manifests: [{ mediaType: "application/vnd.oci.image.manifest.v1+json", digest, size: manifest.length }],
  });
  const archive = await TarWriter.create(path);
  try {
    for (const blob of new Map([...layers, config].map((one) => [one.digest, one])).values()) {
      await archive.add(blobPath(blob.digest), blob.size, fetchBlob(repository, blob));
    }
    await archive.add(blobPath(digest), manifest.length, [manifest]);
    await archive.add("index.json", index.length, [index]);
    const layout = json({ imageLayoutVersion: "1.0.0" });
    await archive.add("oci-layout", layout.length, [layout]);
    return await archive.finish();
  } finally {
    await archive.close();
  }
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

/** Where a blob lies in the layout. */
export const blobPath = (digest: string): string => `blobs/${digest.replace(":", "/")}`;
