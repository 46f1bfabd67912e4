import { mkdir, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { exitCodes, StrataError } from "../../../model/exit.ts";
import { type Commit, currentCommit } from "../../stack/commit.ts";
import { endMarked } from "../../stack/leftovers.ts";
import type { BuildPlaces } from "./places.ts";

/** A folder for this build alone; what a killed one left is gone first: a Packer that still runs would write into it. */
export async function beginAnew({ work, mark }: BuildPlaces): Promise<void> {
  await endMarked(mark);
  await rm(work, { recursive: true, force: true });
  await mkdir(dirname(work), { recursive: true });
  await mkdir(work, { mode: 0o700 });
}

/** Every release names the commit it was built from. @throws StrataError 3 where there is none */
export async function committed(root: string): Promise<Commit> {
  const commit = await currentCommit(root);
  if (commit) return commit;
  throw new StrataError(
    exitCodes.refused,
    `${root} has no commit, and a release names the one it was built from; \`git init\`, commit, then build`,
  );
}

/** UTC to the second, as release files write it. */
export function now(): string {
  return new Date().toISOString().replace(/\.\d+Z$/, "Z");
}
