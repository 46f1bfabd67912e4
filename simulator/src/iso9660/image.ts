/** Small ISO 9660 images with Joliet and Rock Ridge names, the same bytes for the same content. Source: ECMA-119; the Joliet specification. */
import { both16, both32, longTime, noTime, padded } from "./fields.ts";
import { joliet, type Naming, rockRidge } from "./naming.ts";
import { type Extent, folderSector, foldersOf, pathTable, record, sectorSize, type Tree } from "./tree.ts";

export interface IsoContent {
  /** Up to 16 letters. */
  readonly label: string;
  readonly time: Date;
  /** By path below the root, without a slash at its start. A folder holds no more than its one sector names. */
  readonly files: ReadonlyMap<string, Buffer>;
}

/** Sectors before the first descriptor, which are the system's. */
const systemArea = 16;
const sectorsOf = (bytes: number): number => Math.ceil(bytes / sectorSize);
const filled = (content: Buffer): Buffer =>
  Buffer.concat([content, Buffer.alloc(sectorsOf(content.length) * sectorSize - content.length)]);

export function isoImage({ label, time, files }: IsoContent): Buffer {
  const folders = foldersOf(files.keys());
  let next = systemArea + 3;
  const take = (sectors: number): number => {
    next += sectors;
    return next - sectors;
  };
  const sets = [rockRidge, joliet].map((naming) => ({
    naming,
    little: take(1),
    big: take(1),
    folders: new Map(folders.map((path): [string, Extent] => [path, { sector: take(1), size: sectorSize }])),
  }));
  const placed = new Map(
    [...files].map(([path, { length }]): [string, Extent] => [path, { sector: take(sectorsOf(length)), size: length }]),
  );
  const trees = sets.map((set) => ({ ...set, time, files: placed }));
  return Buffer.concat([
    Buffer.alloc(systemArea * sectorSize),
    ...trees.map((tree) => descriptor(tree, { label, sectors: next, ...tree })),
    descriptorHead(255),
    ...trees.flatMap((tree) => [
      filled(pathTable(tree, "little")),
      filled(pathTable(tree, "big")),
      ...folders.map((path) => folderSector(tree, path)),
    ]),
    ...[...files.values()].map(filled),
  ]);
}

/** Type, standard and version; the rest of the sector is empty. */
function descriptorHead(type: number): Buffer {
  const sector = Buffer.alloc(sectorSize);
  sector.writeUInt8(type);
  sector.write("CD001\x01", 1, "latin1");
  return sector;
}

/** Escape sequence of Joliet level 3. */
const jolietLevel = "%/E";

interface Volume {
  readonly label: string;
  /** Of the whole image. */
  readonly sectors: number;
  /** Sectors of the path tables. */
  readonly little: number;
  readonly big: number;
}

/** A volume descriptor, primary or Joliet's. Source: ECMA-119, 8.4 and 8.5. */
function descriptor(tree: Tree, { label, sectors, little, big }: Volume): Buffer {
  const { naming, time } = tree;
  const isJoliet = naming === joliet;
  const sector = descriptorHead(isJoliet ? 2 : 1);
  const tables = Buffer.alloc(16);
  tables.writeUInt32LE(little, 0);
  tables.writeUInt32BE(big, 8);
  Buffer.concat([
    text(naming, "", 32),
    text(naming, label, 32),
    Buffer.alloc(8),
    both32(sectors),
    padded(Buffer.from(isJoliet ? jolietLevel : ""), 32, Buffer.from([0])),
    both16(1),
    both16(1),
    both16(sectorSize),
    both32(pathTable(tree, "little").length),
    tables,
    record(bare(tree), { kind: "folder", name: "" }, tree.folders.get("") as Extent, "self"),
    text(naming, "", 128 * 4 + 37 * 3),
    longTime(time),
    longTime(time),
    noTime,
    noTime,
    Buffer.from([1]),
  ]).copy(sector, 8);
  return sector;
}

const text = (naming: Naming, content: string, length: number): Buffer =>
  padded(naming.text(content), length, naming.blank);

/** The root's record in a descriptor has 34 bytes: nothing follows its name. */
const bare = ({ naming, time }: Tree): Pick<Tree, "naming" | "time"> => ({
  naming: { ...naming, systemUse: () => Buffer.alloc(0) },
  time,
});
