/** A registry of one image, made for Docker and for two kinds of processors, as most are. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));
export const digestOf = (content: Buffer): string => `sha256:${createHash("sha256").update(content).digest("hex")}`;

const docker = "application/vnd.docker";
const described = (mediaType: string, blob: Buffer) => ({ mediaType, digest: digestOf(blob), size: blob.length });

export const layer = Buffer.alloc(2_000, 7);
export const config = json({
  architecture: "amd64",
  os: "linux",
  config: {
    Entrypoint: ["/docker-entrypoint.sh"],
    Cmd: ["nginx", "-g", "daemon off;"],
    Env: ["PATH=/usr/bin", "LANG=C"],
    WorkingDir: "/srv",
    User: "101:101",
    StopSignal: "SIGQUIT",
  },
});
const manifest = json({
  schemaVersion: 2,
  config: described(`${docker}.container.image.v1+json`, config),
  layers: [described(`${docker}.image.rootfs.diff.tar.gzip`, layer)],
});
const index = json({
  manifests: [
    { ...described("", Buffer.from("another")), platform: { os: "linux", architecture: "arm64" } },
    { ...described("", manifest), platform: { os: "linux", architecture: "amd64" } },
  ],
});

/** @returns its location, and how to end it. @param spoiled gives other bytes for a layer than it promised */
export async function startRegistry({ spoiled = false }: { spoiled?: boolean } = {}) {
  const contents: Readonly<Record<string, Buffer>> = {
    "/v2/": json({}),
    "/v2/lab/web/tags/list": json({ name: "lab/web", tags: ["1.0", "latest"] }),
    "/v2/lab/web/manifests/1.0": index,
    [`/v2/lab/web/manifests/${digestOf(manifest)}`]: manifest,
    [`/v2/lab/web/blobs/${digestOf(config)}`]: config,
    [`/v2/lab/web/blobs/${digestOf(layer)}`]: spoiled ? Buffer.alloc(layer.length) : layer,
  };
  const server = createServer((request, response) => {
    const content = contents[request.url ?? ""];
    response.writeHead(content ? 200 : 404);
    response.end(content ?? json({ errors: [{ code: "MANIFEST_UNKNOWN", message: "manifest unknown" }] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    location: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
