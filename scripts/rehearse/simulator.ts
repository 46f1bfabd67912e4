import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { World } from "../../simulator/src/index.ts";

/** The program of the simulator's workspace. */
export const simulatorProgram = fileURLToPath(new URL("../../simulator/bin/proxmox-simulator.mjs", import.meta.url));

/** An embedded Proxmox in a process of its own. */
export interface RunningSimulator {
  readonly endpoint: string;
  /** File that tells clients where it is and how to log in. */
  readonly readyFile: string;
  /** File with one line for each request it answered. */
  readonly journal: string;
  /** Ends it and waits until it has ended. */
  stop(): Promise<void>;
}

/** Real seconds that a simulated second takes: long enough to see tasks run, short enough to wait for. */
const timeScale = 0.1;

/** How long it may take until it answers, and until it has ended, in milliseconds. */
const patience = { start: 20_000, stop: 5_000 };

/**
 * Starts an embedded Proxmox on free loopback ports.
 * @throws StrataError 5 with the end of its log when it does not come up
 */
export async function startSimulator(folder: string, world: World): Promise<RunningSimulator> {
  const file = (name: string) => join(folder, name);
  await writeFile(file("world.json"), JSON.stringify(world, null, 2));
  const child = spawn(
    process.execPath,
    [
      simulatorProgram,
      ...["--port", "0", "--ssh-port", "0", "--time-scale", String(timeScale), "--seed", "rehearsal"],
      ...["--world", file("world.json"), "--state", file("proxmox")],
      ...["--journal", file("journal.jsonl"), "--ready-file", file("ready.json")],
    ],
    // A group of its own: Ctrl-C ends what talks to it first, then it.
    { detached: true, stdio: ["ignore", "ignore", "pipe"] },
  );
  let words = "";
  child.stderr?.on("data", (data) => {
    words += data;
  });
  const stop = () => end(child);
  try {
    await ready(child, file("ready.json"), () => words);
  } catch (error) {
    await stop();
    throw error;
  }
  const { endpoint } = JSON.parse(readFileSync(file("ready.json"), "utf8"));
  return { endpoint, readyFile: file("ready.json"), journal: file("journal.jsonl"), stop };
}

async function ready(child: ChildProcess, file: string, words: () => string): Promise<void> {
  const until = performance.now() + patience.start;
  while (!existsSync(file)) {
    const gone = child.exitCode !== null || child.signalCode !== null;
    if (gone || performance.now() > until)
      throw new StrataError(exitCodes.stepFailed, `the embedded Proxmox did not start: ${words().trim() || "no word"}`);
    await sleep(20);
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const late = setTimeout(() => child.kill("SIGKILL"), patience.stop);
  await ended;
  clearTimeout(late);
}
