/** Heads of disk images, as their formats want them. */

/** @param size bytes that a guest sees; @param backing length of a backing file's name */
export function qcow2(size: number, backing = 0): Buffer {
  const image = Buffer.alloc(1024);
  image.write("QFI\xfb", 0, "latin1");
  image.writeUInt32BE(3, 4);
  image.writeBigUInt64BE(BigInt(backing > 0 ? 512 : 0), 8);
  image.writeUInt32BE(backing, 16);
  image.writeBigUInt64BE(BigInt(size), 24);
  return image;
}

export function vmdk(size: number): Buffer {
  const image = Buffer.alloc(1024);
  image.write("KDMV", 0, "latin1");
  image.writeUInt32LE(1, 4);
  image.writeBigUInt64LE(BigInt(size / 512), 12);
  return image;
}

/** A tar archive with one file. */
export function tar(name: string, content: Buffer): Buffer {
  const header = Buffer.alloc(512);
  header.write(name, 0);
  header.write(content.length.toString(8).padStart(11, "0"), 124);
  header.write("0", 156);
  return Buffer.concat([header, content, Buffer.alloc((512 - (content.length % 512)) % 512), Buffer.alloc(1024)]);
}
