import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import type { BuildPlaces } from "./places.ts";

/**
 * Does `work` while nobody else on this machine builds or uploads the same release. A holder that was killed is forgotten
 * after ten seconds.
 *
 * @param named image and release, for the message
 * @throws StrataError 3 where somebody else is at it
 */
export async function underBuildLock<T>(
  { lock: path }: BuildPlaces,
  named: string,
  work: () => Promise<T>,
): Promise<T> {
  const { lock } = await import("proper-lockfile");
  await mkdir(dirname(path), { recursive: true });
  const release = await lock(path, { realpath: false, lockfilePath: path, onCompromised: () => {} }).catch(
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "ELOCKED") throw error;
      throw new StrataError(
        exitCodes.refused,
        `${named} is being built or uploaded by another run on this machine; wait until that is done, then run this again`,
      );
    },
  );
  try {
    return await work();
  } finally {
    await release().catch(() => {});
  }
}
