import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A registry of container images on loopback, in place of the public ones. */
export interface ImageRegistry {
  /** `127.0.0.1:41873`, without TLS */
  readonly location: string;
  close(): Promise<void>;
}

/** Serves an image under any name and tag. Source: the OCI distribution specification 1.1. */
export async function startRegistry(): Promise<ImageRegistry> {
  const server = createServer((request, response) => {
    const answer = answerTo(request.url ?? "/");
    response.writeHead(answer ? 200 : 404, {
      "Content-Type": answer?.type ?? "application/json",
      "Content-Length": answer?.content.length ?? 0,
    });
    response.end(request.method === "HEAD" ? undefined : answer?.content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return {
    location: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Answer {
  readonly type: string;
  readonly content: Buffer;
}

const types = {
  manifest: "application/vnd.oci.image.manifest.v1+json",
  config: "application/vnd.oci.image.config.v1+json",
  layer: "application/vnd.oci.image.layer.v1.tar+gzip",
} as const;

function answerTo(path: string): Answer | undefined {
  if (path === "/v2/") return { type: "application/json", content: Buffer.from("{}") };
  const [, name = "", kind, reference] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^/]+)$/.exec(path) ?? [];
  const image = imageNamed(name);
  if (kind === "tags") return { type: "application/json", content: json({ name, tags: ["latest"] }) };
  if (kind === "manifests") return { type: types.manifest, content: image.manifest };
  const content = [image.config, image.layer].find((blob) => digestOf(blob) === reference);
  return kind === "blobs" && content ? { type: "application/octet-stream", content } : undefined;
}

/** Images of names of different length differ in size. */
function imageNamed(name: string) {
  const layer = Buffer.alloc((16 + name.length) * 1024);
  const config = json({
    architecture: "amd64",
    os: "linux",
    config: { Cmd: ["/bin/sh"], Env: ["PATH=/usr/bin:/bin"], WorkingDir: "/" },
    rootfs: { type: "layers", diff_ids: [digestOf(layer)] },
  });
  const described = (mediaType: string, blob: Buffer) => ({ mediaType, digest: digestOf(blob), size: blob.length });
  const manifest = json({
    schemaVersion: 2,
    mediaType: types.manifest,
    config: described(types.config, config),
    layers: [described(types.layer, layer)],
  });
  return { layer, config, manifest };
}

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
const digestOf = (content: Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;
