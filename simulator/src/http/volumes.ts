/**
 * What is on the volumes, for a person or a program on this machine that has the ready file: it stands outside the API, and to whoever
 * does not know the secret it is not there.
 *
 *     GET /simulator/volumes/pve/local-lvm:vm-210-disk-0    {"volid", "size", "file", "format", "sha256"}
 *
 * The file is the one that was uploaded, or the ISO image of a cloud-init drive. QEMU stands a disk of its own on it:
 *
 *     qemu-img create -f qcow2 -b <file> -F <format> disk.qcow2 <size>
 */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Cluster } from "../cluster.ts";
import { isSecret } from "../faults/admin.ts";
import { contentOfVolume } from "../storage/content.ts";

export const volumesPath = "/simulator/volumes";

const address = new RegExp(`^${volumesPath}/([^/]+)/(.+)$`);

/** @returns whether the request was one for this place, and is answered */
export function showVolume(
  cluster: Cluster,
  secret: string,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const [, node, volid] = address.exec(request.url ?? "") ?? [];
  const isHere = node !== undefined && volid !== undefined && request.method === "GET";
  if (!isHere || !isSecret(request.headers.authorization ?? "", `Bearer ${secret}`)) return false;
  const name = decodedName(volid);
  const content = contentOfVolume(cluster, node, name);
  const body = `${JSON.stringify(content ?? { error: `there is no volume ${name} on ${node}` })}\n`;
  response.writeHead(content ? 200 : 404, {
    "Content-Type": "application/json",
    "Content-Length": Buffer.byteLength(body),
  });
  response.end(body);
  return true;
}

/** A name may be written plainly or as an address wants it. */
function decodedName(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
