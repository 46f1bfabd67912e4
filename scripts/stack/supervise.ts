import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { createWriteStream, type WriteStream } from "node:fs";
import { createInterface } from "node:readline";
import { finished } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { endLeftovers, send } from "./leftovers.ts";

/** A program to run under supervision. */
export interface Work {
  readonly command: string;
  readonly arguments: readonly string[];
  /** Folder it runs in. */
  readonly folder: string;
  /** Variables on top of our own environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** File that takes everything it prints, readable by the owner alone; appended to. */
  readonly log?: string;
  /** Called with each line of its standard output as it comes. */
  readonly onLine?: (line: string) => void;
  /** What asks the program to stop. Default: SIGINT. */
  readonly stopSignal?: "SIGINT" | "SIGTERM";
  /** Called once when a person asked us to stop, so that the wait can be explained. */
  readonly onStopping?: () => void;
}

/** How it ended. */
export interface Ended {
  /** Exit code; 128 and more when a signal ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** A person or the system asked us to stop while it ran. */
  readonly interrupted: boolean;
  /** It had to be killed, because it did not end when it was told. */
  readonly killed: boolean;
}

/** What asks us to stop: Ctrl-C, the system, a terminal that closed. */
export const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * How long a child may take after it was told to stop, and after it was told again. OpenTofu lets the provider finish
 * what it has begun, saves the state and unlocks it. bpg/proxmox 0.111 does not stop in the middle of a machine's creation
 * (`context.WithoutCancel` in `vmCreate`, `vmUpdate` and `vmDelete`), so cutting it short would leave a machine that
 * no state knows. Who cannot wait presses Ctrl-C again.
 */
const patience = { first: 600_000, second: 15_000 };

/** One Ctrl-C arrives twice where npm passes on what the terminal sent to us already; within this time they are one. */
const same = 1_000;

/** How long the pipes of an ended child may stay open; whoever holds them was ended before. */
const drain = 2_000;

/**
 * Runs a program in a session of its own, so that Ctrl-C reaches it through us: once, then again, then for good. When it
 * has ended, whatever it left running is ended too and awaited; nothing outlives the returned promise.
 *
 * @throws the error of `spawn` when the program cannot be started
 */
export async function supervise(work: Work): Promise<Ended> {
  const mark = `STRATA_CHILD_${randomBytes(8).toString("hex")}`;
  const child = spawn(work.command, work.arguments, {
    cwd: work.folder,
    env: { ...process.env, ...work.environment, [mark]: "1" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const stop = stopping(child, work);
  const log = work.log === undefined ? undefined : createWriteStream(work.log, { flags: "a", mode: 0o600 });
  // On a full disk the log ends, and what it is about goes on: nobody else would end that and clear up behind it.
  log?.on("error", () => {});
  // A log that a full disk takes no more of is no reason to leave the program alone.
  log?.on("error", () => {});
  const output = collect(child, log, work.onLine);
  try {
    const code = await exited(child);
    await endLeftovers(child.pid as number, mark);
    await Promise.race([output.ended, sleep(drain, undefined, { ref: false })]);
    return { code, stdout: output.stdout(), stderr: output.stderr(), ...stop.state() };
  } finally {
    stop.forget();
    if (log) await finished(log.end()).catch(() => {});
  }
}

/** Passes our signals on to the child: a first one asks, a second one insists, and patience that ends does the same. */
function stopping(child: ChildProcess, { onStopping, stopSignal = "SIGINT" }: Work) {
  let told = 0;
  let last = Number.NEGATIVE_INFINITY;
  let timer: NodeJS.Timeout | undefined;
  const tell = () => {
    told += 1;
    if (told === 1) onStopping?.();
    clearTimeout(timer);
    if (child.pid === undefined) return;
    if (told <= 2) {
      send(child.pid, stopSignal);
      timer = setTimeout(tell, told === 1 ? patience.first : patience.second);
    } else send(-child.pid, "SIGKILL");
  };
  const heard = () => {
    const now = performance.now();
    if (now - last > same) tell();
    last = now;
  };
  for (const signal of signals) process.on(signal, heard);
  return {
    state: () => ({ interrupted: told > 0, killed: told > 2 }),
    forget: () => {
      clearTimeout(timer);
      for (const signal of signals) process.off(signal, heard);
    },
  };
}

function exited(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, signal) => resolve(code ?? 128 + (signal === "SIGKILL" ? 9 : 15)));
  });
}

function collect(child: ChildProcess, log: WriteStream | undefined, onLine: Work["onLine"]) {
  const parts: Record<"stdout" | "stderr", Buffer[]> = { stdout: [], stderr: [] };
  const streams = (["stdout", "stderr"] as const).map((name) => {
    const stream = child[name];
    if (stream === null) return Promise.resolve();
    stream.on("data", (data: Buffer) => {
      parts[name].push(data);
      log?.write(data);
    });
    if (name === "stdout" && onLine) createInterface({ input: stream }).on("line", onLine);
    return finished(stream).catch(() => {});
  });
  return {
    ended: Promise.all(streams),
    stdout: () => Buffer.concat(parts.stdout).toString("utf8"),
    stderr: () => Buffer.concat(parts.stderr).toString("utf8"),
  };
}
