import { once } from "node:events";
import { outcomeOf } from "./cli/failure.ts";
import { parseOptions } from "./cli/options.ts";
import { facts, summary, writeReadyFile } from "./cli/ready-file.ts";
import { startSimulator } from "./index.ts";

/**
 * Runs a simulator until it is asked to end by SIGINT or SIGTERM.
 *
 * @param args the words after the program's name
 * @returns the exit status: 0 ended as asked, 1 wrong input, 4 a port is taken, 5 it failed
 */
export async function main(args: readonly string[]): Promise<number> {
  // Listening starts before anything else does, so that a signal during the start is not lost.
  const asked = Promise.race([once(process, "SIGINT"), once(process, "SIGTERM")]);
  try {
    const { readyFile, help, ...options } = parseOptions(args);
    if (help !== undefined) {
      process.stdout.write(help);
      return 0;
    }
    await run(options, readyFile, asked);
    return 0;
  } catch (error) {
    const { message, status } = outcomeOf(error);
    for (const line of message.split("\n")) process.stderr.write(`proxmox-simulator: ${line}\n`);
    return status;
  }
}

type Options = NonNullable<Parameters<typeof startSimulator>[0]>;

async function run(options: Options, readyFile: string | undefined, asked: Promise<unknown>): Promise<void> {
  const simulator = await startSimulator(options);
  let removeReadyFile: (() => void) | undefined;
  try {
    if (readyFile === undefined) process.stdout.write(summary(simulator));
    else removeReadyFile = writeReadyFile(readyFile, facts(simulator));
    await asked;
  } finally {
    await simulator.close();
    removeReadyFile?.();
  }
}
