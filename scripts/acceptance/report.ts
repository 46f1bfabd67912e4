import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tool } from "../../toolchain/resolve.ts";
import type { Verdict } from "./verdict.ts";

/** How one test ended. */
export interface TestResult extends Verdict {
  /** Such as `TestAccResourcePool`. */
  readonly name: string;
  /** The package it is from, such as `fwprovider/pools`. */
  readonly suite: string;
  /** 0 for what is not run. */
  readonly seconds: number;
}

/** What a machine reads of a run. */
export interface AcceptanceReport {
  /** Which tests were asked for; all of them where it is null. */
  readonly only: string | null;
  readonly tests: readonly TestResult[];
  readonly tools: readonly Pick<Tool, "name" | "version" | "source">[];
}

/** Folder of the report and the logs, from the root of the lab. */
export const reportFolder = join("build", "acceptance");

/** What a test printed; beside it, with the ending `.jsonl`, lies what it asked of the simulator. */
export const logOf = (suite: string, name: string): string => join(reportFolder, "logs", suite, `${name}.log`);

/** Writes `report.json` into the folder. */
export async function writeReport(folder: string, report: AcceptanceReport): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
}

/** How many ended how. */
export type Tally = Readonly<Record<Verdict["status"], number>>;

export function tally(tests: readonly Verdict[]): Tally {
  const count = (wanted: Verdict["status"]) => tests.filter(({ status }) => status === wanted).length;
  return { passed: count("passed"), failed: count("failed"), excluded: count("excluded") };
}

/** The tests of each package, in the order in which the packages ran. */
export function bySuite(tests: readonly TestResult[]): ReadonlyMap<string, readonly TestResult[]> {
  const groups = new Map<string, TestResult[]>();
  for (const test of tests) groups.set(test.suite, [...(groups.get(test.suite) ?? []), test]);
  return groups;
}
