import { posix } from "node:path";
import { type FileEntry, FileError, type FileStat, type HostFiles } from "./host-files.ts";

/** The tree as one user sees it: paths may be relative, and the permission bits are held. */
export interface UserFiles {
  /** The absolute path that a user means. */
  resolve(path: string): string;
  /** Undefined where there is nothing. */
  find(path: string): FileStat | undefined;
  stat(path: string): FileStat;
  list(path: string): readonly FileEntry[];
  read(path: string): Promise<Buffer>;
  write(path: string, content: Buffer): Promise<void>;
  makeDirectory(path: string): Promise<void>;
  /** Removes a file or an empty directory, whichever is named. */
  remove(path: string, kind: FileStat["kind"]): Promise<void>;
  rename(from: string, to: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  chown(path: string, uid: number): Promise<void>;
  /** Whether the user may do so with what is there. */
  permits(path: string, access: Access): boolean;
}

export type Access = "read" | "write" | "execute";

const BITS = { read: 4, write: 2, execute: 1 };

/** @param cwd where relative paths start */
export function userFiles(files: HostFiles, uid: number, cwd: string): UserFiles {
  const resolve = (path: string) => posix.resolve(cwd, path);

  /** Each directory on the way must be one that the user may search. */
  function reach(path: string): void {
    const parent = posix.dirname(path);
    if (parent === path) return;
    reach(parent);
    const stat = files.stat(parent);
    if (stat?.kind === "file") throw new FileError("ENOTDIR", path);
    if (stat && !allowed(stat, uid, "execute")) throw new FileError("EACCES", path);
  }

  function lookUp(path: string): FileStat {
    reach(path);
    const stat = files.stat(path);
    if (!stat) throw new FileError("ENOENT", path);
    return stat;
  }

  function demand(path: string, access: Access): void {
    if (!allowed(lookUp(path), uid, access)) throw new FileError("EACCES", path);
  }

  /** To make or remove an entry is to write its directory; in /tmp and its like only the owner may take one away. */
  function demandPlace(path: string): void {
    reach(path);
    const parent = files.stat(posix.dirname(path));
    if (!parent) throw new FileError("ENOENT", path);
    if (!allowed(parent, uid, "write")) throw new FileError("EACCES", path);
    const entry = files.stat(path);
    if (parent.mode & STICKY && entry && uid !== 0 && entry.uid !== uid) throw new FileError("EPERM", path);
  }

  return {
    resolve,
    permits: (path, access) => allowed(lookUp(resolve(path)), uid, access),
    find(path) {
      const full = resolve(path);
      reach(full);
      return files.stat(full);
    },
    stat: (path) => lookUp(resolve(path)),
    list(path) {
      const full = resolve(path);
      demand(full, "read");
      return files.list(full);
    },
    async read(path) {
      const full = resolve(path);
      demand(full, "read");
      return files.read(full);
    },
    async write(path, content) {
      const full = resolve(path);
      reach(full);
      if (files.stat(full)) demand(full, "write");
      else demandPlace(full);
      await files.write(full, content, uid);
    },
    async makeDirectory(path) {
      const full = resolve(path);
      reach(full);
      if (files.stat(full)) throw new FileError("EEXIST", full);
      demandPlace(full);
      await files.makeDirectory(full, uid);
    },
    async remove(path, kind) {
      const full = resolve(path);
      const stat = lookUp(full);
      demandPlace(full);
      if (stat.kind !== kind) throw new FileError(kind === "file" ? "EISDIR" : "ENOTDIR", full);
      await files.remove(full);
    },
    async rename(from, to) {
      const [source, target] = [resolve(from), resolve(to)];
      lookUp(source);
      demandPlace(source);
      demandPlace(target);
      await files.rename(source, target);
    },
    async chmod(path, mode) {
      const full = resolve(path);
      if (uid !== 0 && lookUp(full).uid !== uid) throw new FileError("EPERM", full);
      await files.chmod(full, mode);
    },
    async chown(path, owner) {
      const full = resolve(path);
      lookUp(full);
      if (uid !== 0) throw new FileError("EPERM", full);
      await files.chown(full, owner);
    },
  };
}

const STICKY = 0o1000;

function allowed(stat: FileStat, uid: number, access: Access): boolean {
  if (uid === 0) return true;
  const shift = stat.uid === uid ? 6 : stat.gid === uid ? 3 : 0;
  return ((stat.mode >> shift) & BITS[access]) !== 0;
}
