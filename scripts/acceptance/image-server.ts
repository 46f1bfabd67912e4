import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A web server on loopback, in place of those that give out cloud images and container templates. */
export interface ImageServer {
  /** `http://127.0.0.1:41873` */
  readonly url: string;
  close(): Promise<void>;
}

/** Serves, under any path, a small file that begins as a file of that name does. */
export async function startImageServer(): Promise<ImageServer> {
  const server = createServer((request, response) => {
    const content = contentOf(request.url ?? "/");
    response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": content.length });
    response.end(request.method === "HEAD" ? undefined : content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Bytes of a file that is served. */
const size = 64 * 1024;

/** What a guest sees of a served disk image, as large as the small cloud images are. */
const diskSize = 3584n * 1024n * 1024n;

/** How compressed files begin, by the end of their names. */
const beginnings: Readonly<Record<string, readonly number[]>> = {
  ".zst": [0x28, 0xb5, 0x2f, 0xfd],
  ".xz": [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  ".gz": [0x1f, 0x8b],
};

function contentOf(path: string): Buffer {
  const content = Buffer.alloc(size);
  if (/\.(img|qcow2)$/.test(path)) writeDiskHeader(content);
  else for (const [ending, bytes] of Object.entries(beginnings)) if (path.endsWith(ending)) content.set(bytes);
  return content;
}

/** Header of an empty disk, version 3. Source: docs/interop/qcow2.txt of QEMU. */
function writeDiskHeader(content: Buffer): void {
  content.write("QFI\xfb", 0, "latin1");
  content.writeUInt32BE(3, 4);
  content.writeUInt32BE(16, 20); // clusters of 64 KiB
  content.writeBigUInt64BE(diskSize, 24);
  content.writeUInt32BE(4, 96); // reference counts of 16 bits
  content.writeUInt32BE(104, 100); // bytes of the header
}
