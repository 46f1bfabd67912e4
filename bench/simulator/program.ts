import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Simulator, World } from "../../simulator/src/index.ts";
import { checkout, scratch } from "../programs.ts";
import type { Order } from "./load.ts";

/** The simulator's own program, running. */
export interface Running extends Pick<Simulator, "endpoint" | "apiToken" | "caFile"> {
  readonly port: number;
  /** Folder of the server's certificate and key. */
  readonly keys: string;
  /** Bytes that it holds. */
  memory(): number;
  /** Seconds of a processor that it has used. */
  processorTime(): number;
  stop(): Promise<void>;
}

const program = join(checkout, "simulator/bin/proxmox-simulator.mjs");

/** Starts it with its state on disk and waits until it is ready. @param name of its folder */
export async function startProgram(name: string, world: World): Promise<Running> {
  const folder = join(scratch, "simulator", name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const [worldFile, ready, state] = [join(folder, "world.json"), join(folder, "ready.json"), join(folder, "state")];
  writeFileSync(worldFile, JSON.stringify(world));
  const options = { "--world": worldFile, "--ready-file": ready, "--state": state, "--time-scale": "0" };
  const child = spawn(process.execPath, [program, ...Object.entries(options).flat()], { stdio: ["ignore", 2, 2] });
  while (!existsSync(ready)) {
    if (child.exitCode !== null) throw new Error(`the simulator ended with ${child.exitCode}`);
    await sleep(1);
  }
  const { endpoint, apiToken, caFile } = JSON.parse(readFileSync(ready, "utf8"));
  const proc = (file: string) => readFileSync(`/proc/${child.pid}/${file}`, "utf8");
  return {
    ...{ endpoint, apiToken, caFile, keys: join(state, "keys"), port: Number(new URL(endpoint).port) },
    memory: () => Number(/^VmRSS:\s+(\d+) kB$/m.exec(proc("status"))?.[1]) * 1024,
    processorTime: () => ticksOf(proc("stat")) / ticksPerSecond,
    stop: () => end(child),
  };
}

/** Linux tells processes' times in hundredths of a second, whatever its own clock. Source: proc(5), times(2). */
const ticksPerSecond = 100;

/** User and system time, the fields after a name that may hold anything. */
function ticksOf(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** A server that does nothing, with the simulator's certificate. */
export async function startConstant({ keys }: Running): Promise<{ port: number; stop(): Promise<void> }> {
  const child = fork(fileURLToPath(new URL("constant-server.ts", import.meta.url)), [keys]);
  const [port] = (await once(child, "message")) as [number];
  return { port, stop: () => end(child) };
}

/** A client in a process of its own. */
export function startClient(): { ask(order: Order): Promise<void>; stop(): Promise<void> } {
  const child = fork(fileURLToPath(new URL("load.ts", import.meta.url)));
  const failed = once(child, "exit").then(([code]) => {
    throw new Error(`the client ended with ${code}`);
  });
  failed.catch(() => {});
  return {
    async ask(order) {
      child.send(order);
      await Promise.race([once(child, "message"), failed]);
    },
    stop: () => end(child),
  };
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  child.kill();
  await once(child, "exit");
}
