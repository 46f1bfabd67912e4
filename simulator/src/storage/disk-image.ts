/** What a file that holds a disk says about it. Source: docs/interop/qcow2.txt of QEMU; VMware's "Virtual Disk Format 1.1". */
import { closeSync, openSync, readSync } from "node:fs";

export interface ImageFacts {
  readonly format: "raw" | "qcow2" | "vmdk";
  /** Bytes as a guest sees them. */
  readonly virtualSize: number;
  /** Whether it stands on another image. */
  readonly backed: boolean;
  /** Whether its data are in another file. */
  readonly external: boolean;
}

/** Bytes from the start of a file that tell what it is. */
const headSize = 512;
const sector = 512;
const externalData = 4n;

/** @param head the first 512 bytes, or all there are; @param size bytes of the whole file */
export function inspectImage(head: Buffer, size: number): ImageFacts {
  const plain = { backed: false, external: false };
  if (head.length >= 32 && head.toString("latin1", 0, 4) === "QFI\xfb") {
    return {
      format: "qcow2",
      virtualSize: Number(head.readBigUInt64BE(24)),
      backed: head.readBigUInt64BE(8) !== 0n,
      external: head.readUInt32BE(4) >= 3 && head.length >= 80 && (head.readBigUInt64BE(72) & externalData) !== 0n,
    };
  }
  if (head.length >= 20 && head.toString("latin1", 0, 4) === "KDMV") {
    return { ...plain, format: "vmdk", virtualSize: Number(head.readBigUInt64LE(12)) * sector };
  }
  return { ...plain, format: "raw", virtualSize: Math.ceil(size / sector) * sector };
}

/** Bytes that a guest sees of an image. */
export const virtualSize = (content: Buffer): number =>
  inspectImage(content.subarray(0, headSize), content.length).virtualSize;

/** Looks into a file. @param size bytes of it */
export function inspectFile(path: string, size: number): ImageFacts {
  const file = openSync(path, "r");
  try {
    const head = Buffer.alloc(headSize);
    const read = readSync(file, head, 0, headSize, 0);
    return inspectImage(head.subarray(0, read), size);
  } finally {
    closeSync(file);
  }
}
