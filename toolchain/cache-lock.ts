import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { unfinishedFolder } from "./cache.ts";
import type { Progress } from "./progress.ts";

const patience = { forever: true, minTimeout: 250, maxTimeout: 1000, factor: 1.5 };

/**
 * Does `work` while no one else who uses this cache builds or removes anything; waits for them first, and says so.
 * A holder that was killed is forgotten after ten seconds, and what it left unfinished is swept away.
 */
export async function underCacheLock<T>(cache: string, progress: Progress, work: () => Promise<T>): Promise<T> {
  // Loaded here, since a warm start, which makes nothing, need not wait for it.
  const { lock } = await import("proper-lockfile");
  await mkdir(cache, { recursive: true });
  // Who loses the lock (a laptop that slept) may lose its build, never the cache: entries are renamed in whole.
  const options = { realpath: false, lockfilePath: join(cache, "lock"), onCompromised: () => {} };
  const release = await lock(cache, options).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ELOCKED") throw error;
    return progress("waiting for another run that fills the tool cache", () =>
      lock(cache, { ...options, retries: patience }),
    );
  });
  try {
    await rm(unfinishedFolder(cache), { recursive: true, force: true });
    return await work();
  } finally {
    await release().catch(() => {});
  }
}
