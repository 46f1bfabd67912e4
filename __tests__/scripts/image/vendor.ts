import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** A vendor of cloud images on this machine: what it was given last lies under every path. */
export class Vendor {
  readonly #server: Server;
  #disk: Uint8Array = Buffer.alloc(0);

  private constructor() {
    this.#server = createServer((request, response) => {
      response.writeHead(200, { "Content-Type": "application/octet-stream", "Content-Length": this.#disk.length });
      response.end(request.method === "HEAD" ? undefined : this.#disk);
    });
  }

  static async open(): Promise<Vendor> {
    const vendor = new Vendor();
    await new Promise<void>((resolve) => vendor.#server.listen(0, "127.0.0.1", resolve));
    return vendor;
  }

  /** Publishes a disk that differs by `text`. @returns its SHA-256 */
  publish(text: string): string {
    this.#disk = disk(text);
    return createHash("sha256").update(this.#disk).digest("hex");
  }

  /** `http://localhost:41873` */
  get url(): string {
    return `http://localhost:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** A disk of 1 GiB, as far as its header goes. Source: docs/interop/qcow2.txt of QEMU. */
function disk(text: string): Buffer {
  const content = Buffer.alloc(256 * 1024, text);
  content.fill(0, 0, 112);
  content.write("QFI\xfb", 0, "latin1");
  content.writeUInt32BE(3, 4);
  content.writeUInt32BE(16, 20); // clusters of 64 KiB
  content.writeBigUInt64BE(2n ** 30n, 24);
  content.writeUInt32BE(4, 96); // reference counts of 16 bits
  content.writeUInt32BE(104, 100); // bytes of the header
  return content;
}
