import ssh2 from "ssh2";
import { Draft } from "./files/draft.ts";
import { type FileEntry, FileError } from "./files/host-files.ts";
import type { UserFiles } from "./files/user-files.ts";

const { OPEN_MODE } = ssh2.utils.sftp;
/** Entries in one answer to READDIR; an answer stays well below the packet limit of clients. */
const ENTRIES_AT_ONCE = 100;

/** A file or directory that a client has open. */
export type Handle =
  | { readonly kind: "file"; readonly path: string; readonly append: boolean; readonly draft: Draft; changed: boolean }
  | { readonly kind: "directory"; readonly path: string; left: readonly FileEntry[] };

type FileHandle = Extract<Handle, { kind: "file" }>;

/** The open handles of one SFTP session. */
export interface Handles {
  /** @param flags of SSH_FXP_OPEN */
  openFile(path: string, flags: number): Promise<Buffer>;
  openDirectory(path: string): Buffer;
  get(handle: Buffer): Handle;
  file(handle: Buffer): FileHandle;
  write(handle: Buffer, offset: number, data: Buffer): void;
  /** What closing the handle will store, undefined where nothing was written. */
  written(handle: Buffer): { readonly path: string; readonly size: number } | undefined;
  nextEntries(handle: Buffer): readonly FileEntry[];
  /** Stores what was written. */
  close(handle: Buffer): Promise<void>;
  /** The client is gone: what it had written is stored as far as it came. */
  closeAll(): Promise<void>;
}

export function handles(files: UserFiles): Handles {
  const open = new Map<string, Handle>();
  let last = 0;

  function add(handle: Handle): Buffer {
    last += 1;
    open.set(String(last), handle);
    return Buffer.from(String(last));
  }

  function get(handle: Buffer): Handle {
    const found = open.get(handle.toString());
    if (!found) throw new Error("no such handle");
    return found;
  }

  function file(handle: Buffer): FileHandle {
    const found = get(handle);
    if (found.kind !== "file") throw new FileError("EISDIR", found.path);
    return found;
  }

  const store = (handle: Handle) =>
    handle.kind === "file" && handle.changed ? files.write(handle.path, handle.draft.content) : undefined;

  return {
    get,
    file,
    async openFile(path, flags) {
      const full = files.resolve(path);
      const draft = new Draft(await opened(full, flags, files));
      return add({ kind: "file", path: full, append: (flags & OPEN_MODE.APPEND) !== 0, draft, changed: false });
    },
    openDirectory(path) {
      const full = files.resolve(path);
      const own = files.stat(full);
      const dots = [".", ".."].map((name) => ({ ...own, name }));
      return add({ kind: "directory", path: full, left: [...dots, ...files.list(full)] });
    },
    write(handle, offset, data) {
      const held = file(handle);
      held.draft.write(held.append ? held.draft.size : offset, data);
      held.changed = true;
    },
    written(handle) {
      const held = open.get(handle.toString());
      return held?.kind === "file" && held.changed ? { path: held.path, size: held.draft.size } : undefined;
    },
    nextEntries(handle) {
      const held = get(handle);
      if (held.kind !== "directory") throw new FileError("ENOTDIR", held.path);
      const entries = held.left.slice(0, ENTRIES_AT_ONCE);
      held.left = held.left.slice(ENTRIES_AT_ONCE);
      return entries;
    },
    async close(handle) {
      const held = get(handle);
      open.delete(handle.toString());
      await store(held);
    },
    async closeAll() {
      const left = [...open.values()];
      open.clear();
      await Promise.allSettled(left.map(store));
    },
  };
}

/** The content a handle starts with. A file opened to be written is made or emptied at once, so a refusal comes now. */
async function opened(path: string, flags: number, files: UserFiles): Promise<Buffer> {
  const stat = files.find(path);
  if (stat?.kind === "directory") throw new FileError("EISDIR", path);
  if (stat && flags & OPEN_MODE.CREAT && flags & OPEN_MODE.EXCL) throw new FileError("EEXIST", path);
  if (!(flags & OPEN_MODE.WRITE)) return files.read(path);
  if (!stat && !(flags & OPEN_MODE.CREAT)) throw new FileError("ENOENT", path);
  if (stat && !(flags & OPEN_MODE.TRUNC)) {
    if (!files.permits(path, "write")) throw new FileError("EACCES", path);
    return files.read(path);
  }
  await files.write(path, Buffer.alloc(0));
  return Buffer.alloc(0);
}
