import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { crc32 } from "node:zlib";

/** A provider registry on loopback that offers one version of every provider, each an empty program. */
export interface LoopbackRegistry {
  /** Where its provider API is, for `services` in a CLI configuration. */
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/**
 * Serves the provider registry protocol (https://opentofu.org/docs/internals/provider-registry-protocol/), unsigned.
 * @param versions the version offered, by provider
 */
export async function loopbackRegistry(
  versions: Record<string, string>,
  platform: { os: string; arch: string },
): Promise<LoopbackRegistry> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const [, name = "", type = "", wish = ""] = /^\/([^/]+\/([^/]+))\/(.*)$/.exec(request.url ?? "") ?? [];
    const version = versions[name];
    if (!version) return response.writeHead(404).end();
    const zip = zipOf(`terraform-provider-${type}_v${version}`, Buffer.from("a provider"));
    const filename = `terraform-provider-${type}_${version}_${platform.os}_${platform.arch}.zip`;
    const shasum = createHash("sha256").update(zip).digest("hex");
    if (wish === "zip") return response.end(zip);
    if (wish === "sums") return response.end(`${shasum}  ${filename}\n`);
    if (wish === "signature") return response.end("none");
    const protocols = ["5.0", "6.0"];
    const here = `${url}${name}`;
    const answer =
      wish === "versions"
        ? { versions: [{ version, protocols, platforms: [platform] }] }
        : {
            protocols,
            ...platform,
            filename,
            shasum,
            download_url: `${here}/zip`,
            shasums_url: `${here}/sums`,
            shasums_signature_url: `${here}/signature`,
            signing_keys: { gpg_public_keys: [] },
          };
    return response.setHeader("content-type", "application/json").end(JSON.stringify(answer));
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  return { url, asked, close: () => new Promise((closed) => server.close(() => closed())) };
}

/** A zip archive of one file that may be executed, stored as it is (APPNOTE 6.3.10, sections 4.3.7, 4.3.12 and 4.3.16). */
function zipOf(name: string, content: Buffer): Buffer {
  const common = Buffer.alloc(26);
  common.writeUInt16LE(20, 0);
  common.writeUInt32LE(crc32(content), 10);
  common.writeUInt32LE(content.length, 14);
  common.writeUInt32LE(content.length, 18);
  common.writeUInt16LE(name.length, 22);
  const local = Buffer.concat([Buffer.from("PK\x03\x04"), common, Buffer.from(name), content]);
  const attributes = Buffer.alloc(14);
  attributes.writeUInt32LE((0o100755 << 16) >>> 0, 6);
  const madeOnUnix = Buffer.from([20, 3]);
  const central = Buffer.concat([Buffer.from("PK\x01\x02"), madeOnUnix, common, attributes, Buffer.from(name)]);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06");
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, central, end]);
}
