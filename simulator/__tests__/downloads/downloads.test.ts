import { createHash } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Reply } from "../api.ts";
import { type Api, withSimulator } from "../api.ts";
import { qcow2 } from "../storage/images.ts";
import { lab } from "../worlds.ts";

const gib = 1024 ** 3;
const image = qcow2(5 * gib);
const packed = gzipSync(image);
const files: Record<string, Buffer> = {
  "/disk.qcow2": image,
  "/disk.img.gz": packed,
  "/plain.qcow2": Buffer.from("plain"),
};

let server: Server;
let from: string;
beforeAll(async () => {
  server = createServer((request, response) => {
    const content = files[request.url?.replace(/\?.*$/, "") ?? ""];
    if (request.url === "/moved") return response.writeHead(302, { Location: "/disk.qcow2" }).end();
    if (!content) return response.writeHead(404).end();
    response.writeHead(200, { "Content-Length": content.length, "Content-Type": "application/x-disk; charset=binary" });
    return response.end(request.method === "HEAD" ? undefined : content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  from = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const world = { world: lab };
const metadata = (api: Api, url: string): Promise<Reply> =>
  api.get(`/nodes/pve/query-url-metadata?url=${encodeURIComponent(url)}`);
const download = (api: Api, fields: Record<string, string>) =>
  api.task("POST", "/nodes/pve/storage/local/download-url", { content: "import", filename: "disk.qcow2", ...fields });
const stored = async (api: Api) => (await api.get("/nodes/pve/storage/local/content")).data;

describe("what a server tells of a file", () => {
  test("is its name, size and type, also behind a redirection and a query", async () => {
    await withSimulator(async (api) => {
      const facts = { size: image.length, mimetype: "application/x-disk" };
      expect((await metadata(api, `${from}/disk.qcow2?x=/y`)).data).toEqual({ filename: "disk.qcow2", ...facts });
      expect((await metadata(api, `${from}/moved`)).data).toEqual({ filename: "moved", ...facts });
    }, world);
  });

  test.each([
    ["a file that is not there", () => `${from}/none`, "invalid server response: '404 Not Found'"],
    [
      "a host that does not resolve",
      () => "https://example.org/a.iso",
      "invalid server response: '500 Can't connect to example.org:443 (Name or service not known)'",
    ],
    [
      "a port where nobody listens",
      () => "http://localhost:1/a.iso",
      "invalid server response: '500 Can't connect to localhost:1 (Connection refused)'",
    ],
  ])("is an error for %s", async (_, url, reason) => {
    await withSimulator(
      async (api) => expect(await metadata(api, url())).toMatchObject({ status: 500, reason }),
      world,
    );
  });
});

describe("a download", () => {
  test("lands on the storage byte by byte, verified, and can be made a machine's disk", async () => {
    await withSimulator(async (api, { cluster }) => {
      const checksum = createHash("sha512").update(image).digest("hex");
      const fields = { url: `${from}/moved`, checksum, "checksum-algorithm": "sha512" };
      expect(await download(api, fields)).toBe("OK");
      expect(await stored(api)).toMatchObject([
        { volid: "local:import/disk.qcow2", size: image.length, format: "qcow2" },
      ]);
      expect(cluster.bytes.read(createHash("sha256").update(image).digest("hex"))).toEqual(image);
      const machine = { vmid: 120, scsi0: "local-lvm:0,import-from=local:import/disk.qcow2" };
      expect(await api.task("POST", "/nodes/pve/qemu", machine)).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/120/config")).data.scsi0).toBe("local-lvm:vm-120-disk-0,size=5G");
      expect(
        await api.task("POST", "/nodes/pve/qemu", {
          ...machine,
          vmid: 121,
          scsi0: "files:0,import-from=local:import/disk.qcow2",
        }),
      ).toBe("OK");
      expect((await api.get("/nodes/pve/qemu/121/config")).data.scsi0).toBe("files:121/vm-121-disk-0.qcow2,size=5G");
      expect(await download(api, fields)).toBe("OK");
      expect(await download(api, { url: `${from}/disk.qcow2` })).toBe(
        "refusing to override existing file '/var/lib/vz/import/disk.qcow2'",
      );
    }, world);
  });

  test("is unpacked", async () => {
    await withSimulator(async (api) => {
      const fields = { url: `${from}/disk.img.gz`, content: "iso", filename: "disk.img", compression: "gz" };
      expect(await download(api, fields)).toBe("OK");
      expect(await stored(api)).toMatchObject([{ volid: "local:iso/disk.img", size: image.length }]);
    }, world);
  });

  test.each([
    [
      "another checksum",
      () => ({ url: `${from}/disk.qcow2`, checksum: "00", "checksum-algorithm": "md5" }),
      `checksum mismatch: got '${createHash("md5").update(image).digest("hex")}' != expect '00'`,
    ],
    [
      "another format",
      () => ({ url: `${from}/plain.qcow2` }),
      "failed to verify file: qemu-img: Could not open 'disk.qcow2': Image is not in qcow2 format",
    ],
    [
      "a host that does not resolve",
      () => ({ url: "https://example.org/a" }),
      "download failed: wget: unable to resolve host address ‘example.org’",
    ],
    [
      "a file that is not there",
      () => ({ url: `${from}/none` }),
      "download failed: 2026-01-01 00:00:00 ERROR 404: Not Found.",
    ],
    [
      "nobody listening",
      () => ({ url: "http://127.0.0.1:1/a" }),
      "download failed: Connecting to 127.0.0.1:1... failed: Connection refused.",
    ],
    [
      "something to unpack that is none",
      () => ({ url: `${from}/disk.qcow2`, compression: "gz" }),
      "decompression not supported for import",
    ],
  ])("fails for %s, and nothing stays", async (_, fields, why) => {
    await withSimulator(async (api) => {
      expect(await download(api, fields() as Record<string, string>)).toBe(why);
      expect(await stored(api)).toEqual([]);
    }, world);
  });

  test.each([
    ["a wrong ending", { content: "iso", filename: "disk.qcow2" }, 400, "Parameter verification failed."],
    [
      "a content that the storage does not take",
      { content: "import", storage: "share" },
      500,
      "storage 'share' is not configured for content-type 'import'",
    ],
    [
      "a storage without folders",
      { content: "import", storage: "tank" },
      500,
      "can't upload to storage type 'zfspool', not a file based storage!",
    ],
  ])("is refused for %s", async (_, { storage = "local", ...fields }: Record<string, string>, status, reason) => {
    await withSimulator(async (api) => {
      const reply = await api.post(`/nodes/pve/storage/${storage}/download-url`, {
        filename: "disk.qcow2",
        url: `${from}/disk.qcow2`,
        ...fields,
      });
      expect(reply).toMatchObject({ status, reason });
    }, world);
  });
});

test("a disk is made of images alone, and of another guest's only by who may clone it", async () => {
  await withSimulator(async (api) => {
    await api.upload("/nodes/pve/storage/local/upload", { content: "iso" }, { name: "a.iso", content: image });
    const reply = await api.post("/nodes/pve/qemu", { vmid: 120, scsi0: "local-lvm:0,import-from=local:iso/a.iso" });
    expect(reply.errors).toEqual({ scsi0: "local:iso/a.iso has wrong type 'iso' - needs to be 'images' or 'import'" });
    expect(
      await api.task("POST", "/nodes/pve/qemu", {
        vmid: 120,
        scsi0: "local-lvm:0,import-from=local-lvm:vm-500-disk-0",
      }),
    ).toBe("OK");
    expect((await api.get("/nodes/pve/qemu/120/config")).data.scsi0).toBe("local-lvm:vm-120-disk-0,size=8G");
  }, world);
});
