import { mountOf } from "../../model/container.ts";
import type { RootShell } from "./shell.ts";

/**
 * Datasets that are missing, on the way to those that are asked for as well, and whose folder has something in it: ZFS
 * mounts a new one over it (zfsprops(7), `overlay`), and a container that starts after that finds nothing.
 *
 * @param missing names of datasets, such as `tank/data/gitea/var-lib-gitea`
 */
export async function hiding(shell: RootShell, missing: readonly string[]): Promise<string[]> {
  const way = [...new Set(missing.flatMap(ancestors))];
  if (way.length === 0) return [];
  const { stdout } = await shell.run(["zfs", "list", "-Hp", "-o", "name", ...way], [1]);
  const there = new Set(stdout.split("\n"));
  const found: string[] = [];
  // Where the pool itself is missing, `zfs create` says so.
  for (const dataset of way.filter((name) => !there.has(name) && there.has(name.split("/")[0] ?? "")))
    if (await holdsSomething(shell, mountOf({ dataset }))) found.push(dataset);
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
