/** The two sets of names that an image has: ISO 9660's own with Rock Ridge's beside them, and Joliet's. */
import { both32 } from "./fields.ts";

/** What a directory record is about. */
export interface Named {
  readonly kind: "folder" | "file";
  /** Empty for the root. */
  readonly name: string;
}

export interface Naming {
  /** Bytes that a descriptor's texts are filled up with. */
  readonly blank: Buffer;
  /** A text in the letters of this set. */
  readonly text: (text: string) => Buffer;
  readonly identifier: (named: Named) => Buffer;
  /** What follows the identifier in a record. @param role which of a folder's records it is */
  readonly systemUse: (named: Named, role: "self" | "parent" | "entry") => Buffer;
}

/** Upper case, digits and `_`; one dot and a version at the end of a file. Source: ECMA-119, 7.5; -iso-level 3 allows 31 letters. */
function plainIdentifier({ kind, name }: Named): Buffer {
  const clean = (part: string) => part.toUpperCase().replaceAll(/[^A-Z0-9]/g, "_");
  if (kind === "folder") return Buffer.from(clean(name), "latin1");
  const dot = name.lastIndexOf(".");
  const [stem, ending] = dot < 0 ? [name, ""] : [name.slice(0, dot), name.slice(dot + 1)];
  return Buffer.from(`${clean(stem)}.${clean(ending)};1`, "latin1");
}

const entry = (signature: string, version: number, data: Buffer): Buffer =>
  Buffer.concat([Buffer.from(signature, "latin1"), Buffer.from([data.length + 4, version]), data]);

/** The first entry of the root: from here on records are extended. Source: SUSP 1.12, 5.3. */
const systemUseStarts = entry("SP", 1, Buffer.from([0xbe, 0xef, 0]));

/** Names the extension. Source: SUSP 1.12, 5.5; RRIP 1.10, 4.3. */
const extension = "RRIP_1991A";
const extensionReference = entry("ER", 1, Buffer.from(`${String.fromCharCode(extension.length, 0, 0, 1)}${extension}`));

const modes = { folder: 0o040555, file: 0o100444 } as const;

/** Mode, links, owner and group. Source: RRIP 1.10, 4.1.1. */
const attributes = (kind: Named["kind"]): Buffer =>
  entry("PX", 1, Buffer.concat([modes[kind], kind === "folder" ? 2 : 1, 0, 0].map(both32)));

/** Source: RRIP 1.10, 4.1.4. */
const alternateName = (name: string): Buffer => entry("NM", 1, Buffer.concat([Buffer.from([0]), Buffer.from(name)]));

export const rockRidge: Naming = {
  blank: Buffer.from(" "),
  text: (text) => Buffer.from(text, "latin1"),
  identifier: plainIdentifier,
  systemUse({ kind, name }, role) {
    const isRootItself = role === "self" && name === "";
    return Buffer.concat([
      ...(isRootItself ? [systemUseStarts] : []),
      attributes(kind),
      ...(isRootItself ? [extensionReference] : []),
      ...(role === "entry" ? [alternateName(name)] : []),
    ]);
  },
};

const bigEndian = (text: string): Buffer => Buffer.from(text, "utf16le").swap16();

export const joliet: Naming = {
  blank: bigEndian(" "),
  text: bigEndian,
  identifier: ({ kind, name }) => bigEndian(kind === "file" ? `${name};1` : name),
  systemUse: () => Buffer.alloc(0),
};
