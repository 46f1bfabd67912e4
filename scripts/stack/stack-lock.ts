import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { exitCodes, StrataError } from "../../model/exit.ts";
import { progressOn } from "../../toolchain/progress.ts";
import type { Places } from "./places.ts";

/** Some 18 seconds: longer than a plan takes, and than it takes to forget a holder that was killed (ten seconds). */
const patience = { retries: 20, minTimeout: 250, maxTimeout: 1000, factor: 1.5 };

/**
 * Does `work` while no other command of this checkout works on the stack: OpenTofu locks the state, but not the folder
 * that an init fills, nor the saved plan between its review and its apply. Waits for the other a while, and says so.
 *
 * @throws StrataError 3 where the other takes longer
 */
export async function underStackLock<T>(
  { name, places }: { readonly name: string; readonly places: Pick<Places, "holder"> },
  work: () => Promise<T>,
  retries = patience,
): Promise<T> {
  const { lock } = await import("proper-lockfile");
  await mkdir(dirname(places.holder), { recursive: true });
  const take = (options: object) => lock(places.holder, { realpath: false, onCompromised: () => {}, ...options });
  const release = await take({}).catch(async (error: unknown) => {
    onlyIfLocked(error);
    const holder = await readFile(places.holder, "utf8").catch(() => "another run");
    return progressOn()(`${name}: waiting for ${holder}`, () => take({ retries })).catch((again: unknown) => {
      onlyIfLocked(again);
      throw new StrataError(
        exitCodes.refused,
        `${name}: ${holder} is at work on it; wait until that is done, then run this again`,
      );
    });
  });
  try {
    const words = process.argv.slice(2).join(" ");
    await writeFile(places.holder, `\`strata ${words}\` (process ${process.pid}, since ${new Date().toISOString()})`);
    return await work();
  } finally {
    await release().catch(() => {});
  }
}

function onlyIfLocked(error: unknown): void {
  if ((error as NodeJS.ErrnoException).code !== "ELOCKED") throw error;
}
