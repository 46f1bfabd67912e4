/** Files of the system in a machine as its agent reads and writes them: they lie on the disk that it booted from, and go with it. */
import type { Cluster } from "../cluster.ts";
import type { Guest } from "../guests/guest.ts";
import { refusal } from "../kernel/error.ts";
import { volumeKey, volumes } from "../storage/slices.ts";
import { bootVolume } from "./boot.ts";

const missing = (path: string, mode: "r" | "wb") =>
  refusal(`Agent error: failed to open file '${path}' (mode: '${mode}'): No such file or directory`);

/** @throws 500 in the agent's words when nobody wrote such a file */
export function readInside(cluster: Cluster, guest: Guest, path: string): Buffer {
  const content = writtenInside(cluster, guest, path);
  if (!content) throw missing(path, "r");
  return content;
}

/** A file that was written; undefined for any other. */
export function writtenInside(cluster: Cluster, guest: Guest, path: string): Buffer | undefined {
  const content = bootVolume(cluster, guest)?.written?.[path];
  return content === undefined ? undefined : Buffer.from(content, "base64");
}

/** Replaces a file, or makes it. Its folder is taken to be there. @throws 500 in the agent's words for a folder */
export function writeInside(cluster: Cluster, guest: Guest, path: string, content: Buffer): void {
  const disk = bootVolume(cluster, guest);
  if (!disk || path === "") throw missing(path, "wb");
  if (path.endsWith("/")) throw refusal(`Agent error: failed to open file '${path}' (mode: 'wb'): Is a directory`);
  const written = { ...disk.written, [path]: content.toString("base64") };
  cluster.state.table(volumes).put(volumeKey(disk.place, disk.volid), { ...disk, written });
}
