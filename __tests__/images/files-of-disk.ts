import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { join, relative } from "node:path";
import { execa } from "execa";

/** Programs that open a disk without mounting it, beside `qemu-img`. */
export const openingPrograms = ["sfdisk", "debugfs", "dd"];

/**
 * Each file of a disk's ext4 partition with the SHA-256 of what is in it, and each link with where it leads.
 *
 * @param partition its number, from 1
 * @param work a folder that is not there yet; it is gone afterwards
 */
export async function filesOfDisk(
  disk: string,
  partition: number,
  work: string,
): Promise<Readonly<Record<string, string>>> {
  const [raw, system, tree] = [join(work, "disk"), join(work, "system"), join(work, "tree")];
  mkdirSync(tree, { recursive: true });
  await execa("qemu-img", ["convert", "-O", "raw", disk, raw]);
  const table = JSON.parse((await execa("sfdisk", ["--json", raw])).stdout);
  const { start, size } = table.partitiontable.partitions[partition - 1];
  const sectors = ["iflag=skip_bytes,count_bytes", `skip=${start * 512}`, `count=${size * 512}`];
  await execa("dd", [`if=${raw}`, `of=${system}`, "bs=1M", "conv=sparse", "status=none", ...sectors]);
  await execa("debugfs", ["-R", `rdump / ${tree}`, system]);
  const files = Object.fromEntries(contents(tree));
  rmSync(work, { recursive: true });
  return files;
}

function contents(tree: string): [string, string][] {
  const entries = readdirSync(tree, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() || entry.isSymbolicLink())
    .map((entry) => {
      const path = join(entry.parentPath, entry.name);
      const content = entry.isFile()
        ? createHash("sha256").update(readFileSync(path)).digest("hex")
        : `→ ${readlinkSync(path)}`;
      return [`/${relative(tree, path)}`, content];
    });
}
