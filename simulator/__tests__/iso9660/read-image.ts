/** Reads an ISO 9660 image the way a system does that mounts it: descriptors, then folders from the root on. */
export interface ReadImage {
  readonly label: string;
  readonly files: Readonly<Record<string, string>>;
}

const sectorSize = 2048;

interface Entry {
  readonly identifier: Buffer;
  readonly systemUse: Buffer;
  readonly isFolder: boolean;
  readonly content: Buffer;
}

/** @param names which of the two sets of names is followed */
export function readImage(image: Buffer, names: "rock ridge" | "joliet"): ReadImage {
  const type = names === "joliet" ? 2 : 1;
  const descriptor = descriptorsOf(image).find((candidate) => candidate[0] === type) as Buffer;
  if (descriptor.readUInt32LE(80) * sectorSize !== image.length)
    throw new Error("the image has another size than it says");
  const nameOf = names === "joliet" ? jolietName : rockRidgeName;
  const root = entryAt(image, descriptor, 156);
  return {
    label: textOf(descriptor.subarray(40, 72), names).trim(),
    files: Object.fromEntries(filesIn(image, root.content, "", nameOf)),
  };
}

function descriptorsOf(image: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 16 * sectorSize; image[at] !== 255; at += sectorSize) found.push(image.subarray(at, at + sectorSize));
  if (found.some((descriptor) => descriptor.toString("latin1", 1, 6) !== "CD001")) throw new Error("no descriptor");
  return found;
}

function* filesIn(
  image: Buffer,
  folder: Buffer,
  path: string,
  nameOf: (entry: Entry) => string,
): Generator<[string, string]> {
  for (let at = 0; at < folder.length && folder[at] !== 0; at += folder[at] as number) {
    const entry = entryAt(image, folder, at);
    if (entry.identifier.length === 1 && (entry.identifier[0] as number) < 2) continue;
    const name = `${path}${nameOf(entry)}`;
    if (entry.isFolder) yield* filesIn(image, entry.content, `${name}/`, nameOf);
    else yield [name, entry.content.toString()];
  }
}

function entryAt(image: Buffer, folder: Buffer, at: number): Entry {
  const record = folder.subarray(at, at + (folder[at] as number));
  const [sector, size, length] = [record.readUInt32LE(2), record.readUInt32LE(10), record[32] as number];
  if (record.readUInt32BE(6) !== sector || record.readUInt32BE(14) !== size) throw new Error("the byte orders differ");
  return {
    identifier: record.subarray(33, 33 + length),
    systemUse: record.subarray(33 + length + ((length + 1) % 2)),
    isFolder: (record[25] as number) === 2,
    content: image.subarray(sector * sectorSize, sector * sectorSize + size),
  };
}

function rockRidgeName({ systemUse }: Entry): string {
  for (let at = 0; at + 4 <= systemUse.length; at += systemUse[at + 2] as number) {
    const entry = systemUse.subarray(at, at + (systemUse[at + 2] as number));
    if (entry.toString("latin1", 0, 2) === "NM") return entry.toString("utf8", 5);
  }
  throw new Error("an entry without a name");
}

const jolietName = ({ identifier }: Entry): string => textOf(identifier, "joliet").replace(/;1$/, "");

const textOf = (bytes: Buffer, names: "rock ridge" | "joliet"): string =>
  names === "joliet" ? Buffer.from(bytes).swap16().toString("utf16le") : bytes.toString("latin1");
