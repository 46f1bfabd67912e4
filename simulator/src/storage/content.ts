/** What is on a volume, for whoever wants to boot it or look into it: the kept bytes themselves, which nobody copies. */
import type { Cluster } from "../cluster.ts";
import { findVolume } from "./access.ts";
import { type ImageFacts, inspectFile } from "./disk-image.ts";

export interface VolumeContent {
  readonly volid: string;
  /** Bytes as a guest sees them. What the file does not reach is zeros. */
  readonly size: number;
  /** Where the bytes are, for as long as the volume is there; not to be written to. Absent when nothing was put on it. */
  readonly file?: string;
  /** How the file holds them. */
  readonly format?: ImageFacts["format"];
  readonly sha256?: string;
}

/** @returns undefined where there is no such volume */
export function contentOfVolume(cluster: Cluster, node: string, volid: string): VolumeContent | undefined {
  const volume = findVolume(cluster, node, volid);
  if (!volume) return undefined;
  const { size, virtualSize = size, sha256 } = volume;
  if (sha256 === undefined) return { volid, size };
  const file = cluster.bytes.path(sha256);
  return { volid, size: virtualSize, file, format: inspectFile(file, size).format, sha256 };
}
