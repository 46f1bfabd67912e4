/** One simulator a folder: a lock file with the process that holds it, taken over when that process is gone. */
import { closeSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { StateError } from "./disk.ts";

interface Holder {
  readonly pid: number;
  /** When the process started, in the kernel's ticks; "" where that cannot be read. A pid alone may be another's by now. */
  readonly started: string;
}

/**
 * Takes the folder's lock.
 * @returns what gives it back
 * @throws StateError when another simulator holds it
 */
export function lockFolder(folder: string): () => void {
  const path = join(folder, "lock");
  for (let attempt = 0; attempt < 2; attempt += 1) {
    try {
      const file = openSync(path, "wx", 0o600);
      writeSync(file, JSON.stringify({ pid: process.pid, started: startOf(process.pid) } satisfies Holder));
      closeSync(file);
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = read(path);
    if (holder && isAlive(holder)) {
      throw new StateError(
        `${folder}: in use by another simulator (process ${holder.pid}); end that one, or use another folder`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new StateError(`${folder}: another simulator starts on it at this moment`);
}

function read(path: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Holder;
  } catch {
    return undefined;
  }
}

function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  } catch {
    return "";
  }
}

function isAlive({ pid, started }: Holder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return false;
  }
  return started === startOf(pid);
}
