import { posix } from "node:path";
import { type FileEntry, FileError, type FileStat, type HostFiles } from "./host-files.ts";

interface MemoryFile {
  kind: "file";
  content: Buffer;
  mode: number;
  uid: number;
  modified: Date;
}

interface MemoryDirectory {
  kind: "directory";
  entries: Map<string, MemoryNode>;
  mode: number;
  uid: number;
  modified: Date;
}

type MemoryNode = MemoryFile | MemoryDirectory;

/** A directory or file that the tree starts with; parents are made as root's. */
export type InitialFile = { readonly path: string; readonly mode?: number; readonly uid?: number } & (
  | { readonly content: string }
  | { readonly directory: true }
);

/** A file tree in memory: what a node has beside its storages, such as /root and /tmp. Gone when the program ends. */
export function memoryFiles(initial: readonly InitialFile[]): HostFiles {
  const root = directory(0o755, 0);
  for (const file of initial) plant(root, file);

  return {
    stat(path) {
      const node = find(root, path);
      return node && statOf(node);
    },
    list(path) {
      const node = find(root, path);
      if (!node) throw new FileError("ENOENT", path);
      if (node.kind === "file") throw new FileError("ENOTDIR", path);
      return [...node.entries].map(([name, entry]): FileEntry => ({ name, ...statOf(entry) }));
    },
    async read(path) {
      const node = find(root, path);
      if (!node) throw new FileError("ENOENT", path);
      if (node.kind === "directory") throw new FileError("EISDIR", path);
      return node.content;
    },
    async write(path, content, uid) {
      const { parent, name } = place(root, path);
      const old = parent.entries.get(name);
      if (old?.kind === "directory") throw new FileError("EISDIR", path);
      if (old) Object.assign(old, { content, modified: new Date() });
      else put(parent, name, { kind: "file", content, mode: 0o644, uid, modified: new Date() });
    },
    async makeDirectory(path, uid) {
      const { parent, name } = place(root, path);
      if (parent.entries.has(name)) throw new FileError("EEXIST", path);
      put(parent, name, directory(0o755, uid));
    },
    async remove(path) {
      const { parent, name } = place(root, path);
      const node = parent.entries.get(name);
      if (!node) throw new FileError("ENOENT", path);
      if (node.kind === "directory" && node.entries.size > 0) throw new FileError("ENOTEMPTY", path);
      parent.entries.delete(name);
      parent.modified = new Date();
    },
    async rename(from, to) {
      const source = place(root, from);
      const node = source.parent.entries.get(source.name);
      if (!node) throw new FileError("ENOENT", from);
      if (to === from) return;
      if (to.startsWith(`${from}/`)) throw new FileError("EINVAL", to);
      const target = place(root, to);
      const old = target.parent.entries.get(target.name);
      if (old?.kind === "directory" && node.kind === "file") throw new FileError("EISDIR", to);
      if (old?.kind === "file" && node.kind === "directory") throw new FileError("ENOTDIR", to);
      if (old?.kind === "directory" && old.entries.size > 0) throw new FileError("ENOTEMPTY", to);
      source.parent.entries.delete(source.name);
      put(target.parent, target.name, node);
    },
    async chmod(path, mode) {
      const node = find(root, path);
      if (!node) throw new FileError("ENOENT", path);
      node.mode = mode & 0o7777;
    },
    async chown(path, uid) {
      const node = find(root, path);
      if (!node) throw new FileError("ENOENT", path);
      node.uid = uid;
    },
  };
}

const directory = (mode: number, uid: number): MemoryDirectory => ({
  kind: "directory",
  entries: new Map(),
  mode,
  uid,
  modified: new Date(),
});

function statOf(node: MemoryNode): FileStat {
  const { kind, mode, uid, modified } = node;
  return { kind, mode, uid, gid: uid, modified, size: node.kind === "file" ? node.content.length : 4096 };
}

const segments = (path: string) => path.split("/").filter((segment) => segment !== "");

function find(root: MemoryDirectory, path: string): MemoryNode | undefined {
  let node: MemoryNode | undefined = root;
  for (const segment of segments(path)) node = node?.kind === "directory" ? node.entries.get(segment) : undefined;
  return node;
}

/** The directory that holds `path`, and the name there. */
function place(root: MemoryDirectory, path: string): { parent: MemoryDirectory; name: string } {
  if (path === "/") throw new FileError("EISDIR", path);
  const parent = find(root, posix.dirname(path));
  if (!parent) throw new FileError("ENOENT", path);
  if (parent.kind === "file") throw new FileError("ENOTDIR", path);
  return { parent, name: posix.basename(path) };
}

function put(parent: MemoryDirectory, name: string, node: MemoryNode): void {
  parent.entries.set(name, node);
  parent.modified = new Date();
}

function plant(root: MemoryDirectory, file: InitialFile): void {
  const names = segments(file.path);
  const last = names.pop() ?? "";
  let parent = root;
  for (const name of names) {
    const next: MemoryNode = parent.entries.get(name) ?? directory(0o755, 0);
    if (next.kind === "file") throw new FileError("ENOTDIR", file.path);
    put(parent, name, next);
    parent = next;
  }
  const uid = file.uid ?? 0;
  put(
    parent,
    last,
    "content" in file
      ? { kind: "file", content: Buffer.from(file.content), mode: file.mode ?? 0o644, uid, modified: new Date() }
      : directory(file.mode ?? 0o755, uid),
  );
}
