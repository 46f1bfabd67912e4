import { types } from "node:util";

/** A fault of the person who calls: a wrong option or a file that cannot be used. */
export class UsageError extends Error {
  readonly exitCode = 1;
}

/** How the program ends after an error: a line a fault for the person, and the exit status. */
export function outcomeOf(error: unknown): { readonly message: string; readonly status: number } {
  const message = messageOf(error);
  if (!types.isNativeError(error)) return { message, status: 5 };
  const { code, port, path, exitCode } = error as NodeJS.ErrnoException & { port?: number; exitCode?: number };
  if (exitCode !== undefined) return { message, status: exitCode };
  if (port !== undefined && code === "EADDRINUSE") {
    return { message: `port ${port} on 127.0.0.1 is taken; choose another, or 0 for a free one`, status: 4 };
  }
  if (port !== undefined)
    return { message: `port ${port} on 127.0.0.1 cannot be used: ${reasonOf(message)}`, status: 4 };
  if (path !== undefined && UNUSABLE.has(code ?? "")) return { message: `${path}: ${reasonOf(message)}`, status: 1 };
  return { message, status: 5 };
}

/** Runs what uses a file; an error of the system then names it, which a read of a directory does not by itself. */
export function using<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw types.isNativeError(error) ? Object.assign(error, { path }) : error;
  }
}

/** What the system says of a path that was given wrongly, as opposed to a disk that fails. */
const UNUSABLE = new Set(["ENOENT", "EACCES", "EPERM", "EROFS", "EISDIR", "ENOTDIR", "EEXIST"]);

const messageOf = (error: unknown) => (types.isNativeError(error) ? error.message : String(error));

/** The words of a system error: `ENOENT: no such file or directory, open 'x'` says "no such file or directory". */
const reasonOf = (message: string) => /^\w+: ([^,]+)/.exec(message)?.[1] ?? message;
