import { mountOf } from "../../model/container.ts";
import type { RootShell } from "./shell.ts";

/**
 * Datasets to be made whose folder has something in it: ZFS mounts a new one over it (zfsprops(7), `overlay`), and a
 * container that starts after that finds nothing. Of each way the first that is missing: what lies below is in its folder.
 *
 * @param missing names of datasets, such as `tank/data/gitea/var-lib-gitea`
 */
export async function hiding(shell: RootShell, missing: readonly string[]): Promise<string[]> {
  if (missing.length === 0) return [];
  const ways = missing.map(ancestors);
  const { stdout } = await shell.run(["zfs", "list", "-Hp", "-o", "name", ...new Set(ways.flat())], [1]);
  const there = new Set(stdout.split("\n"));
  // Where the pool itself is missing, `zfs create` says so.
  const made = ways.flatMap((way) =>
    there.has(way[0] ?? "") ? way.filter((name) => !there.has(name)).slice(0, 1) : [],
  );
  const found: string[] = [];
  for (const dataset of new Set(made)) if (await holdsSomething(shell, mountOf({ dataset }))) found.push(dataset);
  return found;
}

/** `a/b/c` as `a`, `a/b`, `a/b/c`: those above come first. */
function ancestors(name: string): string[] {
  const steps = name.split("/");
  return steps.map((_, index) => steps.slice(0, index + 1).join("/"));
}

async function holdsSomething(shell: RootShell, folder: string): Promise<boolean> {
  const { stdout } = await shell.run(["ls", "-a", folder], [2]);
  return stdout.split("\n").some((name) => !["", ".", ".."].includes(name));
}
