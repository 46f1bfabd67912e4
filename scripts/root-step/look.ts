import type { DataMount } from "../../model/container.ts";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { GpuFound } from "../../model/gpu.ts";
import type { ContainerOptions, RootSettings } from "../../model/root-step.ts";
import type { Ran } from "../target/ssh.ts";
import { lookAtGpu } from "./gpu.ts";
import { hiding } from "./hiding.ts";
import type { RootShell } from "./shell.ts";

/** What a node says about a container and its datasets. */
export interface Found {
  /** Whether the container is there. */
  readonly exists: boolean;
  readonly options: ContainerOptions;
  readonly running: boolean;
  /** By dataset. */
  readonly datasets: ReadonlyMap<string, FoundDataset>;
  /** Datasets that are missing and would be mounted over something. */
  readonly hiding: readonly string[];
  /** Text of the file that has its data snapshotted; empty where there is none. */
  readonly snapshots: string;
  /** What its GPU runs with, where it has one. */
  readonly gpu?: GpuFound;
}

export interface FoundDataset {
  /** Bytes, 0 for none. */
  readonly quota: number;
  readonly recordsize: number;
  readonly mountpoint: string;
  /** Number of the user that owns the folder. */
  readonly owner: number;
}

/** Looks only, at one thing after another: a node's sshd turns away who comes in too many at once (MaxStartups). @throws StrataError 4 for a node that does not let root in */
export async function look(shell: RootShell, settings: RootSettings): Promise<Found> {
  const { id, mounts, devices, snapshots } = settings;
  const config = await shell.run(["pct", "config", String(id)], absent);
  const status = await shell.run(["pct", "status", String(id)], absent);
  const datasets = mounts.length > 0 ? await datasetsOf(shell, mounts) : new Map<string, FoundDataset>();
  const missing = mounts.map(({ dataset }) => dataset).filter((dataset) => !datasets.has(dataset));
  const file = snapshots && (await shell.run(["cat", snapshots.path], [1]));
  const running = status.stdout.trim() === "status: running";
  return {
    exists: exists(config) && exists(status),
    options: optionsIn(config.stdout),
    running,
    datasets,
    hiding: await hiding(shell, missing),
    snapshots: file?.stdout.trim() ?? "",
    ...(devices.length > 0 && { gpu: await lookAtGpu(shell, { id, devices, running }) }),
  };
}

/** How `pct` ends where there is no such container: Perl takes the number of the last error, or 255. */
const absent = [2, 255];

/** @throws StrataError 5 where `pct` failed for another reason */
function exists({ code, stderr }: Ran): boolean {
  if (code === 0) return true;
  if (stderr.includes("does not exist")) return false;
  throw new StrataError(exitCodes.stepFailed, `pct: ${stderr.trim().split("\n").at(-1)}`);
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
