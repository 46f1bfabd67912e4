import { posix } from "node:path";
import { type FileEntry, FileError, type FileStat, type HostFiles, isFileErrorCode } from "./host-files.ts";

/** A file that somebody else keeps, such as the volume local:snippets/user.yaml. */
export interface MountedFile {
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  readonly modified: Date;
  /** Permission bits; 0o644 where none were set. */
  readonly mode?: number;
}

/** One flat folder kept by somebody else: what is written below it becomes theirs at once, what they delete is gone here. */
export interface FolderMount {
  list(): readonly MountedFile[];
  stat(name: string): MountedFile | undefined;
  read(name: string): Promise<Buffer>;
  /** Resolves when the change lasts. Refuses, as the others do, by an error whose `code` is a POSIX name such as ENOSPC. */
  write(name: string, content: Buffer): Promise<void>;
  remove(name: string): Promise<void>;
  chmod(name: string, mode: number): Promise<void>;
}

/** Mounts by the absolute path of their folder, such as /var/lib/vz/snippets. */
export type Mounts = ReadonlyMap<string, FolderMount>;

/**
 * `base` with folders of others mounted over it. A mounted folder exists, and so do the directories on its way.
 *
 * @param mounts asked at every access, because storages come and go
 */
export function mountedFiles(base: HostFiles, mounts: () => Mounts): HostFiles {
  const holding = (path: string) => mounts().get(posix.dirname(path));
  const onTheWay = (path: string) =>
    [...mounts().keys()].filter((mount) => mount.startsWith(path === "/" ? "/" : `${path}/`));
  const isDirectory = (path: string) => mounts().has(path) || onTheWay(path).length > 0;

  const inMount = (path: string): { mount: FolderMount; file: MountedFile; name: string } | undefined => {
    const [mount, name] = [holding(path), posix.basename(path)];
    const file = mount?.stat(name);
    return mount && file && { mount, file, name };
  };

  /** A directory on the way to a mount is there without anybody having made it; before it holds more, it is made. */
  async function made(path: string): Promise<void> {
    if (base.stat(path) || onTheWay(path).length === 0) return;
    await made(posix.dirname(path));
    await base.makeDirectory(path, 0);
  }

  const files: HostFiles = {
    stat(path) {
      if (mounts().has(path)) return DIRECTORY;
      const held = inMount(path);
      if (held) return statOf(held.file);
      if (holding(path)) return onTheWay(path).length > 0 ? DIRECTORY : undefined;
      return base.stat(path) ?? (onTheWay(path).length > 0 ? DIRECTORY : undefined);
    },
    list(path) {
      const mount = mounts().get(path);
      const own = mount ? mount.list().map((file): FileEntry => ({ name: file.name, ...statOf(file) })) : [];
      const below = onTheWay(path).map((mounted) => nextSegment(path, mounted));
      const underneath = mount || (below.length > 0 && !base.stat(path)) ? [] : base.list(path);
      const named = new Map([...underneath, ...own].map((entry) => [entry.name, entry]));
      for (const name of below) named.set(name, named.get(name) ?? { name, ...DIRECTORY });
      return [...named.values()];
    },
    async read(path) {
      const held = inMount(path);
      if (held) return told(path, held.mount.read(held.name));
      if (isDirectory(path)) throw new FileError("EISDIR", path);
      if (holding(path)) throw new FileError("ENOENT", path);
      return base.read(path);
    },
    async write(path, content, uid) {
      if (isDirectory(path)) throw new FileError("EISDIR", path);
      const mount = holding(path);
      if (!mount) await made(posix.dirname(path));
      await (mount ? told(path, mount.write(posix.basename(path), content)) : base.write(path, content, uid));
    },
    async makeDirectory(path, uid) {
      if (isDirectory(path)) throw new FileError("EEXIST", path);
      if (inMount(path)) throw new FileError("EEXIST", path);
      if (holding(path)) throw new FileError("EPERM", path);
      await made(posix.dirname(path));
      await base.makeDirectory(path, uid);
    },
    async remove(path) {
      if (isDirectory(path)) throw new FileError("EPERM", path);
      const held = inMount(path);
      if (held) return told(path, held.mount.remove(held.name));
      if (holding(path)) throw new FileError("ENOENT", path);
      await base.remove(path);
    },
    async rename(from, to) {
      if (isDirectory(from) || isDirectory(to)) throw new FileError("EPERM", from);
      if (!holding(from) && !holding(to)) return base.rename(from, to);
      const stat = files.stat(from);
      if (stat?.kind === "directory") throw new FileError("EXDEV", from);
      const content = await files.read(from);
      if (from === to) return;
      await files.write(to, content, stat?.uid ?? 0);
      await files.remove(from);
    },
    async chmod(path, mode) {
      if (isDirectory(path)) throw new FileError("EPERM", path);
      const held = inMount(path);
      if (held) return told(path, held.mount.chmod(held.name, mode & 0o7777));
      if (holding(path)) throw new FileError("ENOENT", path);
      await base.chmod(path, mode);
    },
    async chown(path, uid) {
      // What others keep is root's, whoever asks.
      if (isDirectory(path) || inMount(path)) throw new FileError("EPERM", path);
      if (holding(path)) throw new FileError("ENOENT", path);
      await base.chown(path, uid);
    },
  };
  return files;
}

/** A keeper's refusal, told of the whole path. */
async function told<T>(path: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw isFileErrorCode(code) ? new FileError(code, path) : error;
  }
}

const DIRECTORY: FileStat = { kind: "directory", size: 4096, mode: 0o755, uid: 0, gid: 0, modified: new Date(0) };

function statOf({ size, modified, mode = 0o644 }: MountedFile): FileStat {
  return { kind: "file", size, mode, uid: 0, gid: 0, modified };
}

/** The step from `path` toward `mounted`: var, on the way from / to /var/lib/vz. */
function nextSegment(path: string, mounted: string): string {
  const rest = mounted.slice(path === "/" ? 1 : path.length + 1);
  return rest.split("/", 1)[0] ?? rest;
}
