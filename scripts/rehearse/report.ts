import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tool } from "../../toolchain/resolve.ts";
import type { Found } from "./step.ts";

/** How one step ended. */
export interface StepResult {
  readonly name: string;
  readonly status: "passed" | "failed" | "skipped";
  readonly seconds: number;
  /** What it found, or why it failed. */
  readonly text: string;
  /** Its full log, a file beside the report. */
  readonly log: string;
}

/** What a machine reads of a rehearsal. */
export interface Report {
  readonly site: string;
  readonly stack: string;
  readonly steps: readonly StepResult[];
  readonly secondPlan: Found["secondPlan"] | null;
  readonly outputs: Found["outputs"] | null;
  readonly tools: readonly Pick<Tool, "name" | "version" | "source">[];
}

export function makeReport(site: string, stack: string, steps: readonly StepResult[], found: Found): Report {
  const tools = (found.toolchain?.tools ?? []).map(({ name, version, source }) => ({ name, version, source }));
  return { site, stack, steps, secondPlan: found.secondPlan ?? null, outputs: found.outputs ?? null, tools };
}

/** Writes `report.json` into the rehearsal's folder and gives its path. */
export async function writeReport(folder: string, report: Report): Promise<string> {
  const file = join(folder, "report.json");
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  return file;
}
