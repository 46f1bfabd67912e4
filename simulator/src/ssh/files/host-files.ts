/** What a file system answers when it will not: the error names of POSIX. */
export type FileErrorCode =
  | "ENOENT"
  | "EACCES"
  | "EPERM"
  | "EEXIST"
  | "ENOTDIR"
  | "EISDIR"
  | "ENOTEMPTY"
  | "EINVAL"
  | "EXDEV"
  | "ENOSPC";

const TEXTS: Readonly<Record<FileErrorCode, string>> = {
  ENOENT: "No such file or directory",
  EACCES: "Permission denied",
  EPERM: "Operation not permitted",
  EEXIST: "File exists",
  ENOTDIR: "Not a directory",
  EISDIR: "Is a directory",
  ENOTEMPTY: "Directory not empty",
  EINVAL: "Invalid argument",
  EXDEV: "Invalid cross-device link",
  ENOSPC: "No space left on device",
};

/** A refusal of the file system; commands print `path: reason`, SFTP answers with the nearest status. */
export class FileError extends Error {
  readonly code: FileErrorCode;
  readonly path: string;
  /** The words of the C library for the code. */
  readonly reason: string;

  constructor(code: FileErrorCode, path: string) {
    super(`${path}: ${TEXTS[code]}`);
    this.code = code;
    this.path = path;
    this.reason = TEXTS[code];
  }
}

/** True for the name of an error that a {@link FileError} may carry. */
export function isFileErrorCode(code: unknown): code is FileErrorCode {
  return typeof code === "string" && Object.hasOwn(TEXTS, code);
}

/** What is known of a file or directory without reading it. */
export interface FileStat {
  readonly kind: "file" | "directory";
  /** Bytes. */
  readonly size: number;
  /** Permission bits, such as 0o644. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly modified: Date;
}

/** An entry of a directory. */
export interface FileEntry extends FileStat {
  readonly name: string;
}

/**
 * The file tree of a node as root sees it; paths are absolute and normal.
 *
 * Names and sizes are in memory, so `stat` and `list` answer at once. Contents and changes may touch a disk: a change that has
 * resolved lasts. Everything throws {@link FileError}.
 */
export interface HostFiles {
  /** Undefined where there is nothing. */
  stat(path: string): FileStat | undefined;
  list(path: string): readonly FileEntry[];
  read(path: string): Promise<Buffer>;
  /** Makes or replaces a file; one that is new belongs to `uid`. */
  write(path: string, content: Buffer, uid: number): Promise<void>;
  makeDirectory(path: string, uid: number): Promise<void>;
  /** A file, or a directory that is empty. */
  remove(path: string): Promise<void>;
  /** As rename(2): replaces a file, not a directory that holds something. */
  rename(from: string, to: string): Promise<void>;
  chmod(path: string, mode: number): Promise<void>;
  chown(path: string, uid: number): Promise<void>;
}
