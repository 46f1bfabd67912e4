import { appendFileSync } from "node:fs";
import { exitCodes, StrataError } from "../../model/exit.ts";
import type { Guest } from "../../model/lab.ts";
import type { Toolchain } from "../../toolchain/resolve.ts";
import { supervise } from "../stack/supervise.ts";
import type { Target } from "../target/target.ts";
import type { LabCopy } from "./lab-copy.ts";
import type { RunningSimulator } from "./simulator.ts";

/** What the steps of a rehearsal share. */
export interface Rehearsal {
  readonly copy: LabCopy;
  /** Folder that keeps the logs and the report. */
  readonly folder: string;
  /** Stack that is lived through, such as `k3s-single`, and its guest as it was when the rehearsal began. */
  readonly stack: string;
  readonly guest: Guest;
  readonly simulator: RunningSimulator;
  /** Aborted when a person pressed Ctrl-C. */
  readonly stopped: AbortSignal;
  /** What earlier steps found; the report shows it. */
  readonly found: Found;
}

/** Facts for the report. */
export interface Found {
  toolchain?: Toolchain;
  target?: Target;
  secondPlan?: { add: number; change: number; destroy: number };
  outputs?: Record<string, unknown>;
}

/** One step: its name in the table and in the report, and what it does. */
export interface Step {
  readonly name: string;
  /** Gives what the table says of it. Throws `StrataError` when what should hold does not. */
  run(rehearsal: Rehearsal, log: string): Promise<string>;
}

/** Something did not hold that a rehearsal promises. */
export function expectation(holds: boolean, otherwise: string): void {
  if (!holds) throw new StrataError(exitCodes.stepFailed, otherwise);
}

/** What a program printed, and its exit code. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
}

/** Runs `strata` in the copy of the lab, as a person would. @param expected exit codes that are no failure */
export function strata(rehearsal: Rehearsal, log: string, words: readonly string[], expected: readonly number[] = [0]) {
  return run(rehearsal.copy, log, { name: "strata", file: rehearsal.copy.strata, words }, {}, expected);
}

/** Runs the real cdktf-cli in the copy of the lab. @param expected exit codes that are no failure */
export function cdktf(rehearsal: Rehearsal, log: string, words: readonly string[], expected: readonly number[] = [0]) {
  const { toolchain, target } = rehearsal.found;
  const environment = { ...toolchain?.environment, ...target?.environment };
  return run(rehearsal.copy, log, { name: "cdktf", file: rehearsal.copy.cdktf, words }, environment, expected);
}

async function run(
  { root, site }: LabCopy,
  log: string,
  { name, file, words }: { name: string; file: string; words: readonly string[] },
  environment: Readonly<Record<string, string>>,
  expected: readonly number[],
): Promise<Ran> {
  const shown = [name, ...words].join(" ");
  appendFileSync(log, `$ ${shown}\n`);
  const { code, stdout, interrupted } = await supervise({
    command: process.execPath,
    arguments: [file, ...words],
    folder: root,
    environment: { ...environment, SITE: site, CI: "1", FORCE_COLOR: "0" },
    log,
  });
  appendFileSync(log, `(exit ${code})\n\n`);
  if (interrupted) throw new StrataError(exitCodes.stepFailed, `interrupted while \`${shown}\` ran`);
  if (!expected.includes(code))
    throw new StrataError(exitCodes.stepFailed, `\`${shown}\` ended with exit code ${code}`);
  return { code, stdout };
}

/** How a person calls a guest: `vm 210`, `ct 114`. */
export function called({ kind, id }: Guest): string {
  return `${kind === "lxc" ? "ct" : "vm"} ${id}`;
}
