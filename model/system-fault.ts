import { debuglog } from "node:util";
import { exitCodes, StrataError } from "./exit.ts";

/** What a person is told of an error of the operating system, by its code (errno(3)). */
const said: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: (path) => `no room is left on ${path}; make some, then run the same command again`,
  EDQUOT: (path) => `the quota of ${path} is used up; make room, then run the same command again`,
  EFBIG: (path) => `${path} would grow beyond what this shell allows (\`ulimit -f\`)`,
  EROFS: (path) => `${path} cannot be written: its disk is read-only`,
  EACCES: (path) => `this user may not use ${path}; see whom it belongs to`,
  EPERM: (path) => `this user may not use ${path}; see whom it belongs to`,
  ENOENT: (path) => `${path} is not there`,
  EEXIST: (path) => `${path} is a file where a folder should be`,
  EISDIR: (path) => `${path} is a folder where a file should be`,
  ENOTDIR: (path) => `${path} leads through a file where a folder should be`,
};

/**
 * What the operating system refused, in one line; undefined for any other error, which is a fault of the program.
 * `NODE_DEBUG=strata` shows where it happened.
 */
export function systemFault(error: unknown): StrataError | undefined {
  const { code, path, dest, syscall } = error as NodeJS.ErrnoException & { dest?: string };
  // Node makes folders from below, and on a read-only disk tells that the one above is missing.
  const refused = code === "ENOENT" && syscall === "mkdir" ? "EROFS" : code;
  const words = refused !== undefined && syscall !== undefined ? said[refused] : undefined;
  if (words === undefined) return undefined;
  debuglog("strata")("%s", (error as Error).stack);
  return new StrataError(exitCodes.stepFailed, words(dest ?? path ?? "a disk (`df` tells which)"));
}
