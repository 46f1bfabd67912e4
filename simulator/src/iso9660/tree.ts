/** The folders of an image and the tables that lead to them, in one set of names. Source: ECMA-119, 9.1 and 9.4. */
import { posix } from "node:path";
import { both16, both32, shortTime } from "./fields.ts";
import type { Named, Naming } from "./naming.ts";

export const sectorSize = 2048;

/** Where something lies. */
export interface Extent {
  readonly sector: number;
  /** Bytes. */
  readonly size: number;
}

/** Paths of all folders, the root (empty) first, parents before what is in them. */
export function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set([""]);
  for (const path of paths) {
    for (let at = folderOf(path); at !== ""; at = folderOf(at)) folders.add(at);
  }
  const depth = (path: string) => (path === "" ? 0 : path.split("/").length);
  return [...folders].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

const folderOf = (path: string): string => posix.dirname(path).replace(/^\.$/, "");

export interface Tree {
  readonly naming: Naming;
  readonly time: Date;
  /** By path; each folder takes one sector. */
  readonly folders: ReadonlyMap<string, Extent>;
  readonly files: ReadonlyMap<string, Extent>;
}

/** One directory record; "\0" and "\x01" are the names of a folder itself and of its parent. */
export function record(
  { naming, time }: Pick<Tree, "naming" | "time">,
  named: Named,
  { sector, size }: Extent,
  role: "self" | "parent" | "entry",
): Buffer {
  const identifier = role === "entry" ? naming.identifier(named) : Buffer.from([role === "self" ? 0 : 1]);
  const body = Buffer.concat([
    Buffer.from([0]),
    both32(sector),
    both32(size),
    shortTime(time),
    Buffer.from([named.kind === "folder" ? 2 : 0, 0, 0]),
    both16(1),
    Buffer.from([identifier.length]),
    identifier,
    Buffer.alloc((identifier.length + 1) % 2),
    naming.systemUse(named, role),
  ]);
  const whole = Buffer.concat([Buffer.alloc(1), body, Buffer.alloc((body.length + 1) % 2)]);
  whole.writeUInt8(whole.length);
  return whole;
}

/** A folder's sector. */
export function folderSector(tree: Tree, path: string): Buffer {
  const extent = (folder: string) => tree.folders.get(folder) as Extent;
  const named = (kind: Named["kind"], of: string): Named => ({ kind, name: posix.basename(of) });
  const inside = (candidate: string) => candidate !== "" && folderOf(candidate) === path;
  const entries = [
    ...[...tree.folders].filter(([folder]) => inside(folder)).map(([of, at]) => [named("folder", of), at] as const),
    ...[...tree.files].filter(([file]) => inside(file)).map(([of, at]) => [named("file", of), at] as const),
  ].sort(([a], [b]) => Buffer.compare(tree.naming.identifier(a), tree.naming.identifier(b)));
  const sector = Buffer.alloc(sectorSize);
  Buffer.concat([
    record(tree, named("folder", path), extent(path), "self"),
    record(tree, named("folder", folderOf(path)), extent(folderOf(path)), "parent"),
    ...entries.map(([what, at]) => record(tree, what, at, "entry")),
  ]).copy(sector);
  return sector;
}

/** All folders in a row, each with the number of its parent. */
export function pathTable({ naming, folders }: Tree, order: "little" | "big"): Buffer {
  const numbers = new Map([...folders.keys()].map((path, index) => [path, index + 1]));
  const records = [...folders].map(([path, { sector }]) => {
    const identifier =
      path === "" ? Buffer.alloc(1) : naming.identifier({ kind: "folder", name: posix.basename(path) });
    const head = Buffer.alloc(8);
    head.writeUInt8(identifier.length);
    const parent = numbers.get(folderOf(path)) ?? 1;
    if (order === "little") head.writeUInt16LE(parent, head.writeUInt32LE(sector, 2));
    else head.writeUInt16BE(parent, head.writeUInt32BE(sector, 2));
    return Buffer.concat([head, identifier, Buffer.alloc(identifier.length % 2)]);
  });
  return Buffer.concat(records);
}
