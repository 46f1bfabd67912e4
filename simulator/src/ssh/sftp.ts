import ssh2, { type Attributes, type SFTPWrapper } from "ssh2";
import { FileError, type FileErrorCode, type FileStat } from "./files/host-files.ts";
import { longListing } from "./files/listing.ts";
import type { UserFiles } from "./files/user-files.ts";
import { type Handle, handles } from "./sftp-handles.ts";

const { STATUS_CODE, OPEN_MODE } = ssh2.utils.sftp;
const KIND = { file: 0o100000, directory: 0o040000 };
const STATUS: Partial<Record<FileErrorCode, number>> = {
  ENOENT: STATUS_CODE.NO_SUCH_FILE,
  EACCES: STATUS_CODE.PERMISSION_DENIED,
  EPERM: STATUS_CODE.PERMISSION_DENIED,
};

/** What an SFTP session needs. */
export interface SftpSession {
  /** The tree as the user may see it; relative paths start at the user's home. */
  readonly files: UserFiles;
  readonly nameOf: (uid: number) => string;
  /** One journal line per operation, a message where it failed. */
  readonly record: (detail: string, message?: string) => void;
}

/** Serves SFTP (version 3) over the user's files. A file that is written to is stored when its handle is closed. */
export function serveSftp(sftp: SFTPWrapper, { files, nameOf, record }: SftpSession): void {
  const open = handles(files);

  /** Answers a request by what `work` does; a refusal of the file system becomes the nearest status. */
  async function answer(id: number, detail: string | undefined, work: () => Promise<void> | void): Promise<void> {
    try {
      await work();
      if (detail !== undefined) record(detail);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = error instanceof FileError ? STATUS[error.code] : undefined;
      sftp.status(id, code ?? STATUS_CODE.FAILURE, error instanceof FileError ? error.reason : error.message);
      record(detail ?? "sftp", error.message);
    }
  }

  const done = (id: number) => sftp.status(id, STATUS_CODE.OK);

  const stat = (id: number, path: string) =>
    answer(id, `stat ${path}`, () => sftp.attrs(id, attributes(files.stat(path))));

  const setMode = (path: string, { mode }: Attributes) =>
    typeof mode === "number" ? files.chmod(path, mode & 0o7777) : undefined;

  sftp.on("REALPATH", (id, path) =>
    answer(id, undefined, () => {
      const filename = files.resolve(path);
      sftp.name(id, [{ filename, longname: filename, attrs: NO_ATTRIBUTES }]);
    }),
  );
  sftp.on("STAT", stat);
  sftp.on("LSTAT", stat);
  sftp.on("FSTAT", (id, handle) =>
    answer(id, undefined, () => sftp.attrs(id, attributes(statOfHandle(open.get(handle), files)))),
  );
  sftp.on("OPEN", (id, path, flags) =>
    answer(id, `open ${path} to ${flags & OPEN_MODE.WRITE ? "write" : "read"}`, async () => {
      sftp.handle(id, await open.openFile(path, flags));
    }),
  );
  sftp.on("READ", (id, handle, offset, length) =>
    answer(id, undefined, () => {
      const chunk = open.file(handle).draft.content.subarray(offset, offset + length);
      if (chunk.length === 0) sftp.status(id, STATUS_CODE.EOF);
      else sftp.data(id, chunk);
    }),
  );
  sftp.on("WRITE", (id, handle, offset, data) =>
    answer(id, undefined, () => {
      open.write(handle, offset, data);
      done(id);
    }),
  );
  sftp.on("CLOSE", (id, handle) => {
    const written = open.written(handle);
    return answer(id, written && `write ${written.path} ${written.size} bytes`, async () => {
      await open.close(handle);
      done(id);
    });
  });
  sftp.on("OPENDIR", (id, path) =>
    answer(id, `list ${path}`, () => {
      sftp.handle(id, open.openDirectory(path));
    }),
  );
  sftp.on("READDIR", (id, handle) =>
    answer(id, undefined, () => {
      const entries = open.nextEntries(handle);
      if (entries.length === 0) return sftp.status(id, STATUS_CODE.EOF);
      const names = entries.map((entry) => ({
        filename: entry.name,
        longname: longListing(entry, nameOf),
        attrs: attributes(entry),
      }));
      sftp.name(id, names);
    }),
  );
  sftp.on("MKDIR", (id, path) => answer(id, `mkdir ${path}`, () => files.makeDirectory(path).then(() => done(id))));
  sftp.on("REMOVE", (id, path) => answer(id, `remove ${path}`, () => files.remove(path, "file").then(() => done(id))));
  sftp.on("RMDIR", (id, path) =>
    answer(id, `rmdir ${path}`, () => files.remove(path, "directory").then(() => done(id))),
  );
  sftp.on("RENAME", (id, from, to) =>
    answer(id, `rename ${from} ${to}`, async () => {
      if (files.find(to)) throw new FileError("EEXIST", to);
      await files.rename(from, to);
      done(id);
    }),
  );
  sftp.on("SETSTAT", (id, path, attrs) =>
    answer(id, `setstat ${path}`, async () => {
      await setMode(path, attrs);
      done(id);
    }),
  );
  sftp.on("FSETSTAT", (id, handle, attrs) =>
    answer(id, undefined, async () => {
      await setMode(open.get(handle).path, attrs);
      done(id);
    }),
  );
  sftp.on("end", () => void open.closeAll().then(() => goodbye(sftp)));
}

/**
 * Ends the channel with success, as OpenSSH's own server does: sftp waits for the end, scp for the status. The library has no call
 * that sends the status of an SFTP channel, so its protocol object is asked directly.
 */
function goodbye(sftp: SFTPWrapper): void {
  const { _protocol, outgoing } = sftp as unknown as {
    _protocol: { exitStatus(channel: number, status: number): void };
    outgoing: { id: number; state: string };
  };
  if (outgoing.state === "open") _protocol.exitStatus(outgoing.id, 0);
  sftp.end();
}

const NO_ATTRIBUTES: Attributes = { mode: 0, uid: 0, gid: 0, size: 0, atime: 0, mtime: 0 };

function attributes({ kind, mode, uid, gid, size, modified }: FileStat): Attributes {
  const seconds = Math.floor(modified.getTime() / 1000);
  return { mode: KIND[kind] | mode, uid, gid, size, atime: seconds, mtime: seconds };
}

/** A file that is open has the size of what was written so far. */
function statOfHandle(handle: Handle, files: UserFiles): FileStat {
  const stat = files.stat(handle.path);
  return handle.kind === "file" ? { ...stat, size: handle.draft.size } : stat;
}
