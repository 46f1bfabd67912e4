import { readdir, readFile } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";

/** How long a leftover may take to end after it was asked, and after it was forced. */
const asked = 2_000;
const forced = 5_000;

/**
 * Ends every process that a finished child left behind, and waits until they are gone.
 *
 * A left process is known by a variable that only this child's environment carries: neither a session of its own nor a
 * new parent hides it (proc(5), `/proc/<pid>/environ`). Where there is no `/proc` the child's process group is ended.
 *
 * @param leader process id of the child, which is also the id of its process group
 * @param mark name of the environment variable
 * @returns the ids that had to be ended
 */
export async function endLeftovers(leader: number, mark: string): Promise<readonly number[]> {
  const ended = await endMarked(mark);
  if (ended === undefined) send(-leader, "SIGKILL");
  return ended ?? [];
}

/**
 * Ends every process that carries a mark, and waits until they are gone.
 *
 * @param mark name of an environment variable
 * @returns the ids that had to be ended; undefined where there is no `/proc` to find them by
 */
export async function endMarked(mark: string): Promise<readonly number[] | undefined> {
  const found = await marked(mark);
  if (found === undefined || found.length === 0) return found;
  for (const pid of found) send(pid, "SIGTERM");
  if (await gone(mark, asked)) return found;
  for (const pid of (await marked(mark)) ?? []) send(pid, "SIGKILL");
  await gone(mark, forced);
  return found;
}

/** Sends a signal to a process, or to a group when the id is negative; one that is gone already is no fault. */
export function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended between the question and the signal, or belongs to another user whom we may not signal.
  }
}

async function gone(mark: string, patience: number): Promise<boolean> {
  for (const until = Date.now() + patience; Date.now() < until; await sleep(50)) {
    if ((await marked(mark))?.length === 0) return true;
  }
  return false;
}

/** Processes that carry the mark; a zombie's environment reads empty, so it does not count. */
async function marked(mark: string): Promise<number[] | undefined> {
  const processes = await readdir("/proc").catch(() => undefined);
  if (!processes?.includes("self")) return undefined;
  const pids = processes.filter((name) => /^\d+$/.test(name)).map(Number);
  const carries = await Promise.all(
    pids.map((pid) =>
      readFile(`/proc/${pid}/environ`).then(
        (environment) => environment.includes(`${mark}=`),
        () => false,
      ),
    ),
  );
  return pids.filter((_, index) => carries[index]);
}
