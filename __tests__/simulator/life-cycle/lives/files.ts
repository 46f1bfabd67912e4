/** Files on storages. Where they come from is not to be read again, and forces a replacement: an import makes no sense. */
import { createHash } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Life } from "../life.ts";

/** A cloud image's first kibibyte: a qcow2 of 3 GiB. */
const image = Buffer.alloc(1024);
image.write("QFI\xfb", 0, "latin1");
image.writeUInt32BE(3, 4);
image.writeBigUInt64BE(BigInt(3 * 1024 ** 3), 24);

const server = createServer((_, response) => {
  response.writeHead(200, { "Content-Length": image.length, "Content-Type": "application/octet-stream" });
  response.end(image);
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
server.unref();
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/debian-13-genericcloud-amd64.qcow2`;

const file = (volume: string) => `/nodes/pve/storage/local/content/${encodeURIComponent(volume)}`;

export const isoFile: Life = {
  address: "proxmox_virtual_environment_file.iso",
  created: {
    content_type: "iso",
    datastore_id: "local",
    node_name: "pve",
    source_raw: [{ data: "not much of an image", file_name: "tiny.iso" }],
  },
  updated: { timeout_upload: 900 },
  seen: { at: file("iso/tiny.iso"), created: { path: "/var/lib/vz/template/iso/tiny.iso", size: 20 } },
};

export const osTemplateFile: Life = {
  address: "proxmox_virtual_environment_file.template",
  created: {
    content_type: "vztmpl",
    datastore_id: "local",
    node_name: "pve",
    source_raw: [{ data: "not much of a system", file_name: "tiny-1.0_amd64.tar.zst" }],
  },
  updated: { timeout_upload: 900 },
  seen: {
    at: file("vztmpl/tiny-1.0_amd64.tar.zst"),
    created: { path: "/var/lib/vz/template/cache/tiny-1.0_amd64.tar.zst" },
  },
};

/** Goes over SSH. */
export const snippetFile: Life = {
  address: "proxmox_virtual_environment_file.snippet",
  created: {
    content_type: "snippets",
    datastore_id: "local",
    node_name: "pve",
    source_raw: [{ data: "#cloud-config\npackages: [git]\n", file_name: "user-data.yaml" }],
  },
  updated: { timeout_upload: 900 },
  seen: { at: file("snippets/user-data.yaml"), created: { path: "/var/lib/vz/snippets/user-data.yaml", size: 30 } },
};

export const downloadFile: Life = {
  address: "proxmox_download_file.debian",
  created: {
    content_type: "import",
    datastore_id: "local",
    node_name: "pve",
    url,
    checksum: createHash("sha256").update(image).digest("hex"),
    checksum_algorithm: "sha256",
  },
  updated: { upload_timeout: 900 },
  seen: {
    at: file("import/debian-13-genericcloud-amd64.qcow2"),
    created: { size: 3 * 1024 ** 3, used: image.length, format: "qcow2" },
  },
};
