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

/** What to call the place that the system does not name where a write runs into one of these. */
const nameless: Readonly<Record<string, string>> = {
  ENOSPC: "a disk (`df` tells which)",
  EDQUOT: "a disk (`df` tells which)",
  EFBIG: "a file",
};

/**
 * What the operating system refused, in one line; undefined for any other error, which is a fault of the program.
 * `NODE_DEBUG=strata` shows where it happened.
 */
export function systemFault(error: unknown): StrataError | undefined {
  const { code = "", path, dest, syscall, message, stack } = error as NodeJS.ErrnoException & { dest?: string };
  // Node makes folders from below, and on a read-only disk tells that the one above is missing.
  const words = said[code === "ENOENT" && syscall === "mkdir" ? "EROFS" : code];
  if (words === undefined || syscall === undefined) return undefined;
  debuglog("strata")("%s", stack);
  const place = dest ?? path ?? nameless[code];
  return new StrataError(exitCodes.stepFailed, place === undefined ? message : words(place));
}
