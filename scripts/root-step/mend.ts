import { formatSize, parseSize } from "../../model/bytes.ts";
import { type DataMount, mountOf } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { SnapshotFile } from "../../model/snapshots.ts";
import type { FoundDataset } from "./look.ts";

/** What has to be done to something on a node, and the same for a person; nothing where it is as it should be. */
export interface Mend {
  readonly commands: readonly (readonly string[])[];
  readonly words: readonly string[];
}

/** @throws StrataError 3 for a dataset that is mounted somewhere else */
export function mendDataset(mount: DataMount, found: FoundDataset | undefined, owner: number): Mend {
  const { dataset, size, recordsize } = mount;
  const folder = mountOf(mount);
  const own = ["chown", `${owner}:${owner}`, folder];
  if (!found)
    return {
      commands: [["zfs", "create", "-p", "-o", `quota=${size}`, "-o", `recordsize=${recordsize}`, dataset], own],
      words: [`dataset ${dataset} of ${formatSize(size)} with records of ${recordsize}`],
    };
  if (found.mountpoint !== folder)
    throw new StrataError(
      exitCodes.refused,
      `dataset ${dataset} is mounted at ${found.mountpoint}, not at ${folder}; \`zfs inherit mountpoint ${dataset}\`, or move it`,
    );
  const mends = [
    ...(found.quota === size ? [] : [quota(mount, found)]),
    ...(found.recordsize === parseSize(recordsize) ? [] : [records(mount, found)]),
    // A folder of root's is new or was made by hand; any other owner is the workload's own.
    ...(found.owner === 0 && owner !== 0 ? [{ command: own, words: `owner of ${folder} root → ${owner}` }] : []),
  ];
  return { commands: mends.map(({ command }) => command), words: mends.map(({ words }) => words) };
}

function quota({ dataset, size }: DataMount, found: FoundDataset) {
  const before = found.quota === 0 ? "none" : formatSize(found.quota);
  return {
    command: ["zfs", "set", `quota=${size}`, dataset],
    words: `quota of ${dataset} ${before} → ${formatSize(size)}`,
  };
}

function records({ dataset, recordsize }: DataMount, found: FoundDataset) {
  return {
    command: ["zfs", "set", `recordsize=${recordsize}`, dataset],
    words: `records of ${dataset} ${formatSize(found.recordsize).replace("iB", "")} → ${recordsize}`,
  };
}

/** The file that has cron take snapshots: written, or removed where there are none to take. */
export function mendSnapshots(file: SnapshotFile | undefined, found: string): Mend {
  if (!file || file.text === found) return { commands: [], words: [] };
  const command =
    file.text === "" ? ["rm", file.path] : ["bash", "-c", 'echo "$1" > "$2"', "strata", file.text, file.path];
  return { commands: [command], words: [file.words] };
}
