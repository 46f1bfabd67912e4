import { parseSize } from "../../model/bytes.ts";
import { type DataMount, mountOf } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { ContainerOptions, RootSettings } from "../../model/root-step.ts";
import type { RootShell } from "./shell.ts";

/** What a node says about a container and its datasets. */
export interface Found {
  readonly options: ContainerOptions;
  readonly running: boolean;
  /** By dataset. */
  readonly datasets: ReadonlyMap<string, FoundDataset>;
  /** Device nodes that are not there. */
  readonly missingDevices: readonly string[];
}

export interface FoundDataset {
  /** Bytes, 0 for none. */
  readonly quota: number;
  readonly recordsize: number;
  readonly mountpoint: string;
  /** Number of the user that owns the folder. */
  readonly owner: number;
}

/** Looks only. @throws StrataError for a container that is not there, or a node that does not let root in */
export async function look(shell: RootShell, { id, mounts, devices }: RootSettings): Promise<Found> {
  const config = await shell.run(["pct", "config", String(id)]);
  const status = await shell.run(["pct", "status", String(id)]);
  return {
    options: optionsIn(config.stdout),
    running: status.stdout.trim() === "status: running",
    datasets: mounts.length > 0 ? await datasetsOf(shell, mounts) : new Map(),
    missingDevices: devices.length > 0 ? await missing(shell, devices) : [],
  };
}

/** `name: value` lines. */
function optionsIn(text: string): ContainerOptions {
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [, name, value] = /^([\w-]+): (.*)$/.exec(line) ?? [];
      return name !== undefined && value !== undefined ? [[name, value]] : [];
    }),
  );
}

/** Those that are there; `zfs list` names the others on its error output and ends with 1. */
async function datasetsOf(shell: RootShell, mounts: readonly DataMount[]): Promise<Map<string, FoundDataset>> {
  const names = mounts.map(({ dataset }) => dataset);
  const columns = "name,quota,recordsize,mountpoint";
  const listed = await shell.run(["zfs", "list", "-Hp", "-o", columns, ...names], [1]);
  const complaint = listed.stderr.split("\n").find((line) => line !== "" && !line.includes("does not exist"));
  if (complaint !== undefined) throw new StrataError(exitCodes.stepFailed, `zfs list: ${complaint}`);
  const found = new Map<string, FoundDataset>();
  for (const line of listed.stdout.split("\n").filter((text) => text !== "")) {
    const [name = "", quota, recordsize, mountpoint = ""] = line.split("\t");
    const { stdout } = await shell.run(["stat", "-c", "%u", mountpoint]);
    found.set(name, { quota: Number(quota), recordsize: Number(recordsize), mountpoint, owner: Number(stdout.trim()) });
  }
  return found;
}

async function missing(shell: RootShell, devices: readonly string[]): Promise<string[]> {
  const { stdout } = await shell.run(["stat", "-c", "%n", ...devices], [1]);
  const there = stdout.split("\n");
  return devices.filter((device) => !there.includes(device));
}

/** What has to be done to a dataset, as commands; nothing where it is as it should be. */
export function datasetCommands(mount: DataMount, found: FoundDataset | undefined, owner: number): string[][] {
  const { dataset, size, recordsize } = mount;
  const folder = mountOf(mount);
  const own = ["chown", `${owner}:${owner}`, folder];
  if (!found) return [["zfs", "create", "-p", "-o", `quota=${size}`, "-o", `recordsize=${recordsize}`, dataset], own];
  if (found.mountpoint !== folder)
    throw new StrataError(
      exitCodes.refused,
      `dataset ${dataset} is mounted at ${found.mountpoint}, not at ${folder}; \`zfs inherit mountpoint ${dataset}\`, or move it`,
    );
  return [
    ...(found.quota === size ? [] : [["zfs", "set", `quota=${size}`, dataset]]),
    ...(found.recordsize === parseSize(recordsize) ? [] : [["zfs", "set", `recordsize=${recordsize}`, dataset]]),
    // A folder of root's is new or was made by hand; any other owner is the workload's own.
    ...(found.owner === 0 && owner !== 0 ? [own] : []),
  ];
}
